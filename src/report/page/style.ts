/**
 * The style of the page and of pictures: light and dark, screen and paper. Contrast is at least 4.5
 * to 1 for text.
 */

/**
 * Of pictures alone, as files too. Classes t, d, k and numbers: texts, dots and lines of one kind.
 */
export const PICTURE_STYLE = `
svg{--ink:#1b1f24;--mute:#57606a;--paper:#fff;--grid:#dfe3e8;--blue:#2f6fb3;--pale:#dbe8f5;--amber:#9a5b00;--amberpale:#f6dfb8;--red:#b42318;--redpale:#f7d4cf;--green:#1a7f37;--violet:#7a3fa0;--teal:#0b7285;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink)}
@media (prefers-color-scheme:dark){svg{--ink:#e6edf3;--mute:#a3adb8;--paper:#14181d;--grid:#333b44;--blue:#6cb0f5;--pale:#1d3550;--amber:#e3ab53;--amberpale:#4a3512;--red:#ff8a80;--redpale:#55231f;--green:#57c26f;--violet:#c792ea;--teal:#4fc3d7}}
svg .name{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
svg .small{font-size:12px}svg .tick{font-size:12px;fill:var(--mute)}svg .strong{font-weight:600}
svg .grid{stroke:var(--grid);fill:none}svg .today{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 3}svg .step{fill:none;stroke:var(--mute);stroke-dasharray:1 2}
svg .edge{stroke:var(--mute);stroke-dasharray:3 2}svg .band{fill:var(--mute);fill-opacity:.16}
svg .blue{fill:var(--blue)}svg .green{fill:var(--green)}svg .gray{fill:var(--grid);stroke:var(--mute)}svg .frame{fill:none;stroke:var(--mute)}
svg .first,svg .hatched{fill:url(#hatch);stroke:var(--amber)}svg .whisker{stroke:var(--ink);fill:none;stroke-width:1.2}
svg .line{fill:none;stroke-width:2;stroke-linejoin:round}svg .dot{stroke:var(--paper);stroke-width:1}svg .ring{stroke-width:2;stroke-dasharray:none;fill:none}
svg .k0{stroke:var(--blue)}svg .k1{stroke:var(--amber);stroke-dasharray:7 3}svg .k2{stroke:var(--green);stroke-dasharray:2 3}svg .k3{stroke:var(--violet);stroke-dasharray:9 3 2 3}svg .k4{stroke:var(--teal);stroke-dasharray:4 2}svg .k5{stroke:var(--red);stroke-dasharray:12 4}
svg .d0,svg .t0{fill:var(--blue)}svg .d1,svg .t1{fill:var(--amber)}svg .d2,svg .t2{fill:var(--green)}svg .d3,svg .t3{fill:var(--violet)}svg .d4,svg .t4{fill:var(--teal)}svg .d5,svg .t5{fill:var(--red)}
svg .cell{fill:var(--blue)}svg .heat{fill:none;stroke:var(--blue);stroke-width:13}svg .heat.n{stroke-width:11}svg .s1{stroke-opacity:.12}svg .s2{stroke-opacity:.3}svg .s3{stroke-opacity:.5}svg .s4{stroke-opacity:.75}svg .cross{fill:none;stroke:var(--red);stroke-width:2.5}svg .keeps{fill:var(--green);stroke:var(--paper)}svg .open{fill:var(--paper);stroke:var(--ink);stroke-width:1.6}
svg .points{fill:none;stroke-width:7;stroke-linecap:round;stroke-dasharray:none}
svg .node{fill:var(--paper);stroke:var(--mute)}svg .busiest{stroke:var(--amber);stroke-width:2.5}svg .flow{fill:none;stroke:var(--blue);stroke-opacity:.55}svg .arrow{fill:var(--blue)}svg .loadmark{stroke:var(--ink);stroke-width:2}svg .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px}
.h1{fill:var(--amberpale)}.h2{stroke:var(--amber);stroke-width:2}
`;

export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--mute:#57606a;--paper:#fff;--shade:#f3f5f8;--rule:#d0d7de;--link:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--mute:#a3adb8;--paper:#14181d;--shade:#1d2329;--rule:#39424c;--link:#7cb8f7}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,.top,.foot{max-width:1008px;margin:0 auto;padding:0 24px}
a{color:var(--link)}h1{font-size:1.1rem;margin:20px 0 0;color:var(--mute);font-weight:600}h2{font-size:1.7rem;margin:36px 0 4px;overflow-wrap:anywhere}h3{font-size:1.2rem;margin:44px 0 4px}h3 a{color:inherit;text-decoration:none}h3 a:hover{text-decoration:underline}
p{margin:6px 0}.asked,.reading{color:var(--mute)}.reading{font-size:.85rem}.verdict{font-size:1.25rem;font-weight:600;margin:10px 0 16px;overflow-wrap:anywhere}.answer{max-width:75ch}
.cards{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}
.card{display:flex;flex-direction:column;gap:2px;padding:12px;border:1px solid var(--rule);border-radius:6px;background:var(--shade);color:inherit;text-decoration:none;overflow-wrap:anywhere}
.card:hover{border-color:var(--link)}.label{font-size:.85rem;color:var(--mute)}.card .value{font-size:1.1rem;font-weight:600}.more{font-size:.85rem}
.numbers{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:8px 16px;margin:16px 0}.numbers dt{font-size:.85rem;color:var(--mute)}.numbers dd{margin:0}
nav{margin:8px 0;font-size:.9rem}nav a{margin-right:14px;white-space:nowrap}
.figure>svg{display:block;width:100%;height:auto;margin:12px 0 4px}svg.narrow{display:none!important}.defs{position:absolute}
details{margin:8px 0}summary{cursor:pointer;color:var(--link)}
.scroll{overflow:auto;max-height:420px;border:1px solid var(--rule);margin:8px 0}
table{border-collapse:collapse;font-size:.85rem}th,td{padding:3px 10px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--rule)}thead th{position:sticky;top:0;background:var(--shade)}tbody th{font-weight:400}td{text-align:right;font-variant-numeric:tabular-nums}td.t{text-align:left}
th button{font:inherit;font-weight:600;background:none;border:0;padding:0;color:inherit;cursor:pointer}th button::after{content:" ↕";color:var(--mute)}
pre{overflow:auto;max-height:520px;padding:12px;background:var(--shade);border:1px solid var(--rule);font:12px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.call{display:flex;gap:10px;align-items:flex-start}.call pre{flex:1;min-width:0;margin:4px 0;white-space:pre-wrap;overflow-wrap:anywhere}.call button{margin-top:8px}
.bad{border-left:4px solid #b42318;padding-left:10px}
.foot{color:var(--mute);font-size:.85rem;padding-top:24px;padding-bottom:40px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media (max-width:820px){.cards{grid-template-columns:1fr 1fr}}
@media (max-width:640px){main,.top,.foot{padding:0 23px}svg.wide{display:none!important}svg.narrow{display:block!important;max-width:420px}.verdict{font-size:1.1rem}.cards{grid-template-columns:1fr}.call{display:block}}
@media print{:root{color-scheme:light}.call button,nav{display:none}.scroll,pre{max-height:none;overflow:visible}pre{white-space:pre-wrap}.figure{break-inside:avoid}details:not([open])>:not(summary){display:none}}
`;
