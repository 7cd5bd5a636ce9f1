/**
 * Programs that fetch pages by themselves, by what they call themselves: crawlers of search engines and of models, previews of links,
 * checks of uptime and speed, browsers that are driven.
 */
const crawlers =
  /(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|ia_archiver|facebookexternalhit|meta-external|bingpreview|mediapartners|google-(?:inspectiontool|read-aloud|safety|extended)|lighthouse|pagespeed|gtmetrix|pingdom|uptime|statuscake|site24x7|datadogsynthetics|headless|phantomjs|cypress|selenium|puppeteer|playwright|prerender|embedly|whatsapp\/|skypeuripreview|vkshare|chatgpt-user|perplexity|anthropic|cohere-ai|scrap(?:y|er)|curl\/|wget\/|python-requests|go-http-client|libwww|nutch|sitebulb|screaming frog/i;

/** SDKs of servers call themselves by their own names, and are no crawlers. */
export function isCrawler(userAgent: string | null): boolean {
  return userAgent !== null && crawlers.test(userAgent.slice(0, 1_000));
}
