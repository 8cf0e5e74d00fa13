/** How a table looks, and the lengths that its code counts with. */

import { adopt } from "./parts.js";

export const ROW = 32;
export const HEADER = 48;

adopt(`
.au-table{--tall:min(calc(${HEADER}px + var(--rows)*${ROW}px),72vh);position:relative;container:table/inline-size;display:flex;flex-direction:column;min-width:0;margin-inline:calc(-1*var(--au-edge,0px));border-block:1px solid var(--au-line)}
.au-table-bar{display:flex;align-items:center;gap:8px;padding:8px var(--au-edge,12px);order:-1}
.au-table-bar[hidden]{display:none}
.au-table-count{flex:1;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;color:var(--au-muted);font-size:13px;font-variant-numeric:tabular-nums}
@media (hover:hover){.au-table-bar{padding-right:116px}.output:not(:has(>h2)):has(>.value>*>.au-table,>.value>*>*>.au-table)>.tools{top:8px}}
@container table (width < 480px){
.au-table-bar>.au-quiet>span{position:absolute;clip-path:inset(50%)}
.au-table-bar>.au-quiet{order:2;padding:0 8px}
.au-table-bar>.au-table-count{flex:none;order:1;margin-left:auto}
}
.au-table-bar .au-input{flex:0 1 200px;min-width:80px;height:32px;min-height:32px}
.au-table-filters{display:flex;gap:8px;overflow-x:auto;padding:2px var(--au-edge,12px) 10px}
.au-table-filters[hidden]{display:none}
.au-table-filters label{display:grid;gap:2px;flex:1 0 96px;max-width:200px;font-size:12px;color:var(--au-muted);min-width:0}
.au-table-filters label span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-table-filters .au-input{height:30px;min-height:30px;font-size:13px}
.au-table-grid{position:relative;overflow:auto;overscroll-behavior-x:contain;height:var(--tall);border-top:1px solid var(--au-line);font-size:13px;line-height:${ROW}px;contain:strict;user-select:none;-webkit-user-select:none}
.au-table-bar[hidden] ~ .au-table-grid{border-top:0}
.au-table-grid:focus-visible{outline:none}
.au-table-top{position:sticky;top:0;z-index:3;height:${HEADER}px;margin-bottom:-${HEADER}px;background:var(--au-surface);width:max-content;min-width:100%;box-shadow:0 1px var(--au-line)}
.au-table-head{position:relative;height:${HEADER}px}
.au-table-head>div{position:absolute;box-sizing:border-box;height:${HEADER}px;padding:7px 13px 0;line-height:17px;cursor:pointer;background:var(--au-surface)}
.au-table-head>div:hover .au-column-name{color:var(--au-accent)}
.au-table-grid [aria-colindex="1"]{padding-left:var(--au-edge,13px)}
.au-column-name,.au-column-type{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-column-name{font-weight:600}
.au-column-name .icon{width:12px;height:12px;margin-left:3px;vertical-align:-1px;color:var(--au-accent)}
[aria-sort=ascending] .au-column-name .icon{rotate:180deg}
.au-column-type{color:var(--au-muted);font:11px/15px var(--au-mono)}
.au-table-head [data-look=number]{text-align:right}
.au-edge{position:absolute;top:0;right:-4px;width:9px;height:100%;cursor:col-resize;touch-action:none;z-index:1}
.au-edge:hover::after{content:"";position:absolute;left:4px;top:8px;bottom:8px;width:1px;background:var(--au-line-strong)}
.au-table-body{position:absolute;top:${HEADER}px;left:0;min-width:100%;height:0}
.au-table-row{position:absolute;left:0;width:100%;background:var(--au-surface);height:${ROW}px}
.au-table-row>div{position:absolute;box-sizing:border-box;height:${ROW - 1}px;padding:0 13px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-table-row{border-top:1px solid var(--au-line)}
.au-table-row:hover{background:color-mix(in oklab,var(--au-surface),var(--au-hover) 45%)}
.au-table-ruler{position:fixed;visibility:hidden;display:flex;font-size:13px}
.au-table-ruler>div{flex:none;white-space:pre}
.au-table-ruler b{font-weight:600}
.au-table-ruler b .icon{width:12px;margin-left:3px}
.au-table-ruler [data-look=json] p{font:12px var(--au-mono)}
.au-table-row>[data-look=number]{text-align:right;font-variant-numeric:tabular-nums}
.au-table-row>[data-look=moment]{font-variant-numeric:tabular-nums}
.au-table-row>[data-look=json]{font-family:var(--au-mono);font-size:12px}
.au-table-row>[data-null],.au-table-row>[data-index]{color:var(--au-muted)}
.au-table-row>[data-index],.au-table-head>[data-index]{position:sticky;float:left;z-index:1;background:inherit}
.au-table-head{background:var(--au-surface)}
.au-table-row>[aria-selected]{background:var(--au-accent-soft)}
.au-table-grid:not(:focus) [data-active][aria-selected]{background:none}
.au-table-row>[data-index][data-active]{background:var(--au-surface)}
.au-table-grid:focus [data-active]{box-shadow:inset 0 0 0 2px var(--au-ring);border-radius:2px}
.au-table-row[aria-busy]>div::before{content:"";display:inline-block;width:60%;height:8px;border-radius:4px;background:var(--au-line);animation:au-late 80ms 120ms backwards}
@keyframes au-late{from{opacity:0}}
.au-table-room{margin-top:${HEADER}px;pointer-events:none}
.au-table-none{position:absolute;inset:auto 0 0;height:calc(var(--tall) - ${HEADER}px);line-height:${ROW}px;text-align:center;pointer-events:none;color:var(--au-muted);font-size:13px}
@media (pointer:coarse){.au-table-bar .au-input,.au-table-filters .au-input{height:40px;min-height:40px}}
`);
