'use strict';
(function () {
  // characters that hide or reorder what stands around them, or that no SVG file may hold: a name shows their codes
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;
  const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

  /** Reads data; every text within passes through here, whatever it names. */
  function read(json) {
    const code = c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
    return JSON.parse(json, (key, value) => typeof value === 'string' ? value.replace(HIDDEN, code).replace(LONE, code) : value);
  }

  let data = read(document.getElementById('data').textContent);
  const main = document.getElementById('main');
  const legend = document.getElementById('legend');
  const contents = document.getElementById('contents');
  // Okabe and Ito's colours, told apart with any colour vision; symbols and dashes tell methods of one colour apart
  const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6d31', '#7f7f7f'];
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle'];
  const DASHES = ['solid', 'dashed', 'dotted'];
  let methods = [];
  let charts = [];

  function colour(method) { return COLOURS[methods.indexOf(method) % COLOURS.length]; }
  function symbol(method) { return SYMBOLS[methods.indexOf(method) % SYMBOLS.length]; }
  function dash(method) { return DASHES[Math.floor(methods.indexOf(method) / COLOURS.length) % DASHES.length]; }
  function variable(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function element(parent, tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    parent.appendChild(made);
    return made;
  }

  function table(parent, titles, rows, reference) {
    const wide = element(parent, 'div', undefined, 'wide');
    const made = element(wide, 'table');
    const head = element(element(made, 'thead'), 'tr');
    const body = element(made, 'tbody');
    titles.forEach((title, column) => {
      const cell = element(head, 'th');
      cell.scope = 'col';
      const button = element(cell, 'button', title);
      button.type = 'button';
      button.addEventListener('click', () => {
        const descending = cell.getAttribute('aria-sort') !== 'descending';
        head.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
        cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        const sorted = [...body.rows].sort((a, b) => {
          const x = a.cells[column].dataset.value, y = b.cells[column].dataset.value;
          if (x === '' || y === '') return x === y ? 0 : x === '' ? 1 : -1;
          const order = isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y;
          return descending ? -order : order;
        });
        sorted.forEach(row => body.appendChild(row));
      });
    });
    rows.forEach(row => {
      const line = element(body, 'tr');
      if (row[0].text === reference) line.className = 'reference';
      row.forEach(cell => {
        const made = element(line, 'td', cell.text, cell.place === 1 ? 'first' : cell.place === 2 ? 'second' : '');
        made.dataset.value = cell.value === undefined || cell.value === null ? '' : cell.value;
      });
    });
  }

  function words(text) { return { text: text, value: isNaN(parseFloat(text)) ? text : parseFloat(text) }; }

  function figure(parent, title, caption, option, full) {
    const made = element(parent, 'figure', undefined, full ? 'full' : '');
    element(made, 'h3', title);
    const place = element(made, 'div', undefined, 'chart');
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', title + '. ' + caption);
    element(made, 'figcaption', caption);
    const saves = element(made, 'div', 'save as ', 'save');
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
    const svg = element(saves, 'a', 'SVG');
    svg.download = name + '.svg';
    svg.href = '#';
    svg.addEventListener('click', () => { svg.href = picture(place); });
    element(saves, 'span', ' or ');
    const png = element(saves, 'a', 'PNG');
    png.href = '#';
    png.addEventListener('click', event => {
      event.preventDefault();
      savePixels(place, name + '.png');
    });
    charts.push({ place: place, option: option });
  }

  /** The address of a chart as it is drawn now, a picture on its own. */
  function picture(place) {
    const drawn = place.querySelector('svg').cloneNode(true);
    drawn.style.background = variable('--page');
    return 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(drawn));
  }

  /** Saves a chart at three times its size on the screen, sharp enough for print. */
  function savePixels(place, name) {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement('canvas');
      canvas.width = 3 * place.clientWidth;
      canvas.height = 3 * place.clientHeight;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement('a');
      link.download = name;
      link.href = canvas.toDataURL('image/png');
      link.click();
    };
    image.src = picture(place);
  }

  /** What shows where a reader points: lines of text, never HTML. Charts have no tooltips but these. */
  function hint(lines) {
    return {
      confine: true, trigger: 'item', formatter: point => {
        const made = document.createElement('div');
        made.className = 'hint';
        lines(point).forEach(line => element(made, 'div', line));
        return made;
      }
    };
  }

  /** A figure as a reader wants it: no minus sign before a zero. */
  function number(value, decimals) {
    const text = value.toFixed(decimals);
    return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
  }

  function axis(name, more) {
    return Object.assign({
      name: name, nameLocation: 'middle', nameGap: 34, scale: true,
      nameTextStyle: { color: variable('--soft') }, axisLabel: { color: variable('--soft') },
      axisLine: { show: true, lineStyle: { color: variable('--soft') } }, splitLine: { lineStyle: { color: variable('--line') } }
    }, more);
  }

  function frame(legend, more) {
    return Object.assign({
      animation: false, color: COLOURS, textStyle: { fontFamily: 'system-ui, sans-serif', color: variable('--ink') },
      legend: legend ? { type: 'scroll', bottom: 0, textStyle: { color: variable('--ink') }, pageTextStyle: { color: variable('--ink') } } : undefined,
      grid: { left: 58, right: 24, top: 18, bottom: legend ? 84 : 56 }
    }, more);
  }

  const percent = 'accuracy, %';

  function tradeoff(c) {
    const lines = c.tradeoffs.filter(t => t.points.length).map(t => ({
      name: t.method, type: 'line', symbol: symbol(t.method), symbolSize: 8, color: colour(t.method),
      lineStyle: { type: dash(t.method), width: t.method === data.reference ? 3 : 1.5 },
      data: t.points.map(p => ({ value: [100 * p.macs / c.fullMacs, p.accuracy], name: p.label }))
    }));
    const fixed = {
      name: 'static network', type: 'scatter', symbol: 'diamond', symbolSize: 11, color: variable('--ink'), z: 5,
      data: c.tradeoffs.map(t => ({ value: [100, t.fixed.accuracy], name: t.method, itemStyle: { color: colour(t.method), borderColor: variable('--ink') } })),
      markLine: { silent: true, symbol: 'none', data: [{ xAxis: 100 }], lineStyle: { color: variable('--soft') }, label: { show: false } }
    };
    return frame(true, {
      tooltip: hint(p => [p.seriesName, `${p.name}: ${number(p.value[1], 1)} % at ${number(p.value[0], 0)} % of the MACs`]),
      xAxis: axis('expected MACs, % of the static network', { type: 'value', scale: false, min: 0, max: range => Math.max(105, Math.ceil(range.max)) }), yAxis: axis(percent, { type: 'value', minInterval: 1 }), series: [...lines, fixed]
    });
  }

  function curves(c) {
    const rounds = [...new Set(c.curves.flatMap(m => m.points.map(p => p[0])))].sort((a, b) => a - b);
    const at = (m, value) => rounds.map(round => { const p = m.points.find(each => each[0] === round); return p ? value(p) : null; });
    const series = [];
    c.curves.forEach(m => {
      series.push({
        name: m.method, type: 'line', symbol: symbol(m.method), symbolSize: 6, color: colour(m.method), connectNulls: true,
        lineStyle: { type: dash(m.method), width: m.method === data.reference ? 3 : 1.5 }, data: at(m, p => p[1])
      });
      if (m.points.some(p => p[3] > p[2])) {
        const band = { type: 'line', stack: 'band ' + m.method, symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, color: colour(m.method) };
        series.push(Object.assign({}, band, { data: at(m, p => p[2]) }));
        series.push(Object.assign({}, band, { areaStyle: { opacity: 0.12 }, data: at(m, p => p[3] - p[2]) }));
      }
    });
    return frame(true, {
      tooltip: hint(p => [p.seriesName, `round ${p.name}: ${number(p.value, 1)} %`]),
      legend: Object.assign(frame(true).legend, { data: c.curves.map(m => m.method) }),
      xAxis: axis('round', { type: 'category', boundaryGap: false, data: rounds }), yAxis: axis(percent, { type: 'value', minInterval: 1 }), series: series
    });
  }

  function departures(c) {
    const shades = ['#0072b2', '#56b4e9', '#e69f00', '#d55e00', '#7f7f7f'];
    return frame(true, {
      tooltip: hint(p => [p.name, `${p.seriesName}: ${number(p.value, 1)} %`]),
      grid: { left: 120, right: 24, top: 10, bottom: 84 },
      xAxis: axis('examples that leave, %', { type: 'value', max: 100 }),
      yAxis: axis('', { type: 'category', inverse: true, data: c.departures.map(d => d.method), axisLabel: { color: variable('--ink') } }),
      series: Array.from({ length: c.exits }, (ignored, e) => ({
        name: 'exit ' + (e + 1), type: 'bar', stack: 'exits', color: shades[Math.min(e, shades.length - 1)],
        itemStyle: { borderColor: variable('--page'), borderWidth: 1 }, data: c.departures.map(d => 100 * d.shares[e])
      }))
    });
  }

  function spread(c) {
    const quantile = (v, q) => { const at = (v.length - 1) * q, low = Math.floor(at); return v[low] + (at - low) * ((v[low + 1] ?? v[low]) - v[low]); };
    return frame(false, {
      grid: { left: 120, right: 24, top: 10, bottom: 56 },
      tooltip: hint(p => [p.name, ...['least', 'lower quartile', 'median', 'upper quartile', 'most'].map((name, i) => `${name}: ${number(p.value[i + 1], 1)} %`)]),
      xAxis: axis('accuracy of a client, %', { type: 'value', minInterval: 1 }),
      yAxis: axis('', { type: 'category', inverse: true, data: c.clients.map(m => m.method), axisLabel: { color: variable('--ink') } }),
      series: [{
        type: 'boxplot', itemStyle: { color: variable('--panel'), borderColor: variable('--ink') },
        data: c.clients.map(m => [0, .25, .5, .75, 1].map(q => quantile(m.accuracy, q)))
      }]
    });
  }

  function traffic(c) {
    return frame(true, {
      tooltip: hint(p => [p.seriesName, `${number(p.value[1], 1)} % for ${number(p.value[0], 0)} MB`]),
      xAxis: axis('MB sent, both ways', { type: 'value', scale: false, min: 0 }), yAxis: axis(percent, { type: 'value', minInterval: 1 }),
      series: c.traffic.map(m => ({ name: m.method, type: 'scatter', symbol: symbol(m.method), symbolSize: 12, color: colour(m.method), data: [[m.megabytes, m.accuracy]] }))
    });
  }

  function activity(a, exits) {
    const cells = [];
    a.rounds.forEach((round, r) => round.forEach((share, e) => cells.push([r, e, share])));
    return frame(false, {
      grid: { left: 64, right: 24, top: 10, bottom: 96 },
      tooltip: hint(p => [`round ${p.value[0] + 1}, exit ${p.value[1] + 1}: on ${number(100 * p.value[2], 0)} % of the cohort`]),
      xAxis: axis('round', { type: 'category', data: a.rounds.map((r, i) => i + 1) }),
      yAxis: axis('', { type: 'category', inverse: true, data: Array.from({ length: exits }, (x, e) => 'exit ' + (e + 1)) }),
      visualMap: { min: 0, max: 1, orient: 'horizontal', left: 'center', bottom: 0, text: ['all clients', 'none'], textStyle: { color: variable('--soft') }, inRange: { color: [variable('--page'), '#0072b2'] }, calculable: false },
      series: [{ type: 'heatmap', data: cells, itemStyle: { borderColor: variable('--line'), borderWidth: 1 } }]
    });
  }

  function relation(m) {
    const values = m.values.map(v => v[2]);
    const signed = values.some(v => v < 0);
    const high = Math.max(...values.map(Math.abs), 1e-9), low = signed ? -high : 0;
    return frame(false, {
      grid: { left: 58, right: 24, top: 10, bottom: 96 },
      tooltip: hint(p => [`client ${m.clients[p.value[0]]} to client ${m.clients[p.value[1]]}: ${number(p.value[2], 3)}`]),
      xAxis: axis('of client', { type: 'category', data: m.clients }), yAxis: axis('client', { type: 'category', inverse: true, data: m.clients }),
      visualMap: { min: low, max: high, text: [high.toFixed(2), low.toFixed(2)], orient: 'horizontal', left: 'center', bottom: 0, textStyle: { color: variable('--soft') }, calculable: false,
        inRange: { color: signed ? ['#d55e00', variable('--page'), '#0072b2'] : [variable('--page'), '#0072b2'] } },
      series: [{ type: 'heatmap', data: m.values.map(v => [v[1], v[0], v[2]]), itemStyle: { borderColor: variable('--line'), borderWidth: 1 } }]
    });
  }

  function holdings(d) {
    const cells = [];
    d.clients.forEach((held, row) => held.train.forEach((count, label) => cells.push([label, row, count])));
    const most = Math.max(1, ...cells.map(cell => cell[2]));
    return frame(false, {
      grid: { left: 58, right: 24, top: 10, bottom: 118 },
      tooltip: hint(p => [`client ${d.clients[p.value[1]].client}: ${p.value[2]} of ${d.classes[p.value[0]]}`]),
      xAxis: axis('', { type: 'category', data: d.classes, axisLabel: { color: variable('--soft'), rotate: d.classes.length > 4 ? 35 : 0 } }),
      yAxis: axis('client', { type: 'category', inverse: true, data: d.clients.map(held => held.client) }),
      visualMap: { min: 0, max: most, orient: 'horizontal', left: 'center', bottom: 0, text: [String(most), '0'], textStyle: { color: variable('--soft') }, inRange: { color: [variable('--page'), '#0072b2'] }, calculable: false },
      series: [{ type: 'heatmap', data: cells }]
    });
  }

  function overRounds(m, name) {
    return frame(true, {
      tooltip: hint(p => [p.seriesName, `round ${p.value[0]}: ${number(p.value[1], 2)}`]),
      xAxis: axis('round', { type: 'value', minInterval: 1 }), yAxis: axis(name, { type: 'value', nameGap: 44 }),
      series: m.lines.map((line, i) => ({
        name: line.name, type: 'line', symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 6, color: COLOURS[i % COLOURS.length],
        lineStyle: { type: DASHES[Math.floor(i / COLOURS.length) % DASHES.length], width: 1.5 }, data: line.points
      }))
    });
  }

  function ranks() {
    const ordered = data.ranks;
    const bars = data.criticalDifference === null ? [] : ordered
      .map(first => ({ from: first.rank, to: Math.max(...ordered.filter(o => o.rank >= first.rank && o.rank - first.rank < data.criticalDifference).map(o => o.rank)) }))
      .filter((bar, i, all) => bar.to > bar.from && !all.some((other, j) => j !== i && other.from <= bar.from && other.to >= bar.to && (other.from < bar.from || other.to > bar.to || j < i)));
    return frame(false, {
      grid: { left: 24, right: 24, top: 30, bottom: 56 },
      tooltip: hint(p => [`${p.name}: ${number(p.value[0], 2)}`]),
      xAxis: axis('average rank, 1 is best', { type: 'value', min: 1, max: Math.max(2, ordered.length), scale: false }),
      yAxis: { type: 'value', show: false, min: -bars.length - 1, max: ordered.length + 1, inverse: true },
      series: [
        ...bars.map((bar, i) => ({ type: 'line', symbol: 'none', silent: true, lineStyle: { width: 5, color: variable('--soft') }, data: [[bar.from, -i - 0.5], [bar.to, -i - 0.5]] })),
        {
          type: 'scatter', symbolSize: 9, color: variable('--best'),
          data: ordered.map((r, i) => ({ value: [r.rank, i + 1], name: r.method, label: { show: true, position: r.rank > ordered.length * 0.7 ? 'left' : 'right', color: variable('--ink'), formatter: () => `${r.method}  ${number(r.rank, 2)}` } })),
        }
      ]
    });
  }

  function fill() {
    methods = [...new Set(data.settings.flatMap(s => s.rows.map(r => r.method)))];
    data.legend.forEach(sentence => element(legend, 'li', sentence));

    data.settings.forEach((s, index) => {
      const section = element(main, 'section');
      section.id = 'setting-' + index;
      element(section, 'h2', s.name || 'Results');
      if (data.settings.length > 1) {
        element(contents, 'a', s.name).href = '#' + section.id;
      }
      table(section, ['method', 'seeds', ...s.columns],
        s.rows.map(r => [{ text: r.method, value: r.method }, { text: String(r.seeds), value: r.seeds },
          ...r.cells.map(cell => cell ?? { text: '–', value: '' })]), data.reference);
      if (s.tests.length) {
        element(section, 'p', `Against ${data.reference}, by mean of exits, p corrected by Holm:`, 'note');
        table(section, ['method', 'difference, points', 'effect (d_z)', 'paired t test, p', 'signed-rank test, p'],
          s.tests.map(t => [{ text: t.method, value: t.method }, words(t.difference), words(t.effect), words(t.student), words(t.signedRank)]));
        if (s.caution) element(section, 'p', s.caution, 'note');
      }
      const c = s.charts;
      const place = element(section, 'div', undefined, 'charts');
      if (c.tradeoffs.some(t => t.points.length)) {
        figure(place, 'Accuracy against computation', 'Each line is a method whose exit policy is swept; diamonds are the final exits alone, the static networks.', () => tradeoff(c), true);
      }
      if (c.curves.some(m => m.points.length > 1)) {
        figure(place, 'Accuracy over rounds', 'Mean of exits; bands from the least to the most accurate seed.', () => curves(c));
      }
      if (c.departures.length) {
        figure(place, 'Where examples leave', `Exit policy at ${c.departures[0].label}.`, () => departures(c));
      }
      figure(place, 'Accuracy of clients', 'Mean of exits of every client, all seeds: least, quartiles, most.', () => spread(c));
      figure(place, 'Accuracy against traffic', 'Bytes of all clients and rounds.', () => traffic(c));
      c.activity.forEach(a => figure(place, `Exits that learn, ${a.method}`, 'Share of a round\'s clients on which each exit learned; first seed.', () => activity(a, c.exits)));
      s.diagnostics.interference.forEach(m => figure(place, `Interference of exits, ${m.method}`, 'Cosine of two exits\' gradients at a stage they share, mean over clients; below 0 a step for one undoes one for the other. First seed.', () => overRounds(m, 'cosine')));
      s.diagnostics.agreement.forEach(m => figure(place, `Students and teachers, ${m.method}`, 'Training examples on which a student exit names the class its teacher names; first seed.', () => overRounds(m, 'agreement, %')));
      c.relations.filter(m => m.values.length).forEach(m => figure(place, `${m.name.replaceAll('-', ' ')}, ${m.method}`, 'Between the clients of the last round; first seed.', () => relation(m)));
      figure(place, 'Classes of clients', 'Training examples of each class that each client holds; first seed.', () => holdings(s.classes), s.classes.classes.length > 20 || s.classes.clients.length > 30);
      const origins = element(section, 'details');
      element(origins, 'summary', 'Configuration and provenance, first seed of each method');
      s.origins.forEach(origin => {
        element(origins, 'h3', origin.method);
        element(origins, 'pre', origin.configuration);
        element(origins, 'pre', origin.provenance);
      });
    });

    if (data.ranks.length) {
      const section = element(main, 'section');
      element(section, 'h2', 'Average ranks');
      element(section, 'p', data.ranking, 'note');
      const place = element(section, 'div', undefined, 'charts');
      figure(place, 'Critical differences', 'Bars join methods whose ranks do not differ significantly.', ranks, true);
    }
  }

  function draw() {
    charts.forEach(chart => {
      if (chart.drawn) chart.drawn.dispose();
      chart.drawn = echarts.init(chart.place, null, { renderer: 'svg' });
      chart.drawn.setOption(chart.option());
    });
  }
  /** Draws everything anew from {@code data}. */
  function show() {
    const open = [...main.querySelectorAll('details')].map(each => each.open);
    charts.forEach(chart => chart.drawn.dispose());
    charts = [];
    [legend, contents, main].forEach(each => each.replaceChildren());
    fill();
    main.querySelectorAll('details').forEach((each, i) => { each.open = open[i] === true; });
    draw();
    document.documentElement.dataset.drawn = charts.length;
  }

  /** Draws every update of a run that goes on. */
  function follow() {
    const status = document.getElementById('status');
    const events = new EventSource('events');
    events.onmessage = event => {
      const update = read(event.data);
      status.textContent = update.status;
      if (update.data) {
        data = update.data;
        show();
      }
    };
    events.onerror = () => { status.textContent = 'the run does not answer'; };
    events.addEventListener('end', () => events.close());
  }

  if (data) show(); else follow();
  let waiting;
  window.addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(() => charts.forEach(chart => chart.drawn.resize()), 100); });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}());
