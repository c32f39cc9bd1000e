package verdict

// EndpointRule says in a sentence when an endpoint has the verdict.
func EndpointRule(v Verdict) string {
	return map[Verdict]string{
		Used:          "a client called it, and not every call was a client error; one sighting proves use",
		ErrorsOnly:    "clients called it, and every call was a client error",
		SyntheticOnly: "no client called it; redirects, the platform, monitors or bots came by, and the evidence suffices",
		Unused:        "no request of any kind, and the evidence suffices",
		Kept:          "no proof of use, and the keep-list names it",
		TooNew:        "no proof of use, and it is younger than the window",
		Insufficient:  "no proof of use, and the evidence does not suffice to judge what was not seen",
	}[v]
}

// FileRule says in a sentence when a statically unused file has the verdict.
func FileRule(v Verdict) string {
	return map[Verdict]string{
		InUse:        "production or a file that is not statically unused uses it: the static analysis is wrong",
		Kept:         "nothing proves its use, and the keep-list names it",
		TooNew:       "nothing proves its use, and it or its endpoint is younger than the window",
		Review:       "nothing proves its use, and there is a doubt that a person must settle",
		Insufficient: "no doubt but too little evidence to judge what was not seen",
		StaticOnly:   "nothing ties it to production, so the logs can say nothing about it",
		Safe:         "something ties it to production that can show zero, all of that shows zero, there is no doubt, and the evidence suffices",
	}[v]
}
