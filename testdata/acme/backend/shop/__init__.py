"""The parts of the shop, a router each."""
