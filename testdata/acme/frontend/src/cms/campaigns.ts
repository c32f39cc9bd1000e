interface Campaign {
  page: string
  from: string
  block: string
}

// Campaigns that are planned here instead of in the content system.
const planned: Campaign[] = [{ page: '/', from: '2025-11-24', block: '../blocks/NewsletterPopup.tsx' }]

/** Returns the names of the blocks that a page shows today. */
export async function blocksOf(page: string): Promise<string[]> {
  const answer = await fetch(`https://content.acme.example/blocks?page=${encodeURIComponent(page)}`)
  const today = new Date().toISOString()
  const campaigns = planned.filter((c) => c.page === page && c.from <= today)
  return [...(await answer.json()), ...campaigns.map((c) => c.block.replace(/^.*\/|\.tsx$/g, ''))]
}
