"""Charts of the pages, as Vega-Lite specifications that the browser draws.

`chart`: a chart with its title, unit, legend and table, and what all specifications share.

`theme`: colors from the style sheet, fonts, and the language of figures and dates.

`columns`: columns over hours, days or weeks, beside a comparison or stacked by series.

`lines`: lines and areas over days, labeled at their right end.

`points`: points over days or by stage, and ranges by name.

Plain Python without clock or I/O. `components/chart.html` shows a chart, `chart-view.js` draws it.
"""
