/** For paper first. Stands in the file itself, which loads nothing. */
export const reportStyle = `
@page { size: A4 landscape; margin: 14mm }
:root { color-scheme: light }
body { margin: 0 auto; max-width: 1100px; padding: 16px; font: 12px/1.4 system-ui, sans-serif; color: #1c1f26; background: #fff }
h1 { font-size: 20px; margin: 0 0 8px; overflow-wrap: anywhere }
h2 { font-size: 13px; margin: 12px 0 4px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 0 12px }
dt { color: #555b66 } dd { margin: 0; overflow-wrap: anywhere }
figure { margin: 12px 0; break-inside: avoid } figcaption { font-weight: 600; margin-bottom: 4px }
figure svg { width: 100%; height: 120px; border-bottom: 1px solid #8a909c } rect { fill: #2f5d9b }
.beside { display: grid; grid-template-columns: repeat(3, 1fr); gap: 24px } .beside svg { width: 100px; height: 10px }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: 2px 8px 2px 0; font-weight: 400; overflow-wrap: anywhere }
thead { display: table-header-group } thead th { font-weight: 600; border-bottom: 1px solid #8a909c } tr { break-inside: avoid }
.rows td { border-top: 1px solid #dfe2e8; font-size: 11px } .rows td:first-child { font-family: ui-monospace, monospace; min-width: 20ch }
.rows .metadata td { border-top: 0; padding-bottom: 4px } .days { width: auto; columns: 4 }
td, code { font-variant-numeric: tabular-nums } code { font: 10px/1.3 ui-monospace, monospace }
footer { margin-top: 12px; border-top: 2px solid #1c1f26 }
@media print { body { padding: 0 } }
`;
