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
  const PAPER_COLUMNS = 12;
  let methods = [];
  let charts = [];
  // which entries of which legend a reader switched off, by chart
  const switched = {};

  function colour(method) { return COLOURS[methods.indexOf(method) % COLOURS.length]; }
  function symbol(method) { return SYMBOLS[methods.indexOf(method) % SYMBOLS.length]; }
  function dash(method) { return DASHES[Math.floor(methods.indexOf(method) / COLOURS.length) % DASHES.length]; }

  function element(parent, tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    parent.appendChild(made);
    return made;
  }

  /** Adds a table with its title and notes, which a click on a column title sorts, and parts of it for paper if it is wide. */
  function table(parent, shown) {
    const { title, titles, rows, notes } = shown;
    if (title) element(parent, 'p', title, 'note');
    const wide = element(parent, 'div', undefined, 'wide');
    const made = element(wide, 'table');
    const columns = titles.map((title, column) => column);
    head(made, titles, columns, true);
    fillRows(made, rows, columns);
    rows.slice(0, 1).forEach(row => row.forEach((cell, column) => { if (cell.prose) made.rows[0].cells[column].className = 'prose'; }));
    if (titles.length > PAPER_COLUMNS) {
      wide.classList.add('screen');
      const parts = Math.ceil((titles.length - 1) / (PAPER_COLUMNS - 1));
      const each = Math.ceil((titles.length - 1) / parts);
      for (let from = 1; from < titles.length; from += each) {
        const part = element(parent, 'table', undefined, 'paper');
        const own = [0, ...columns.slice(from, from + each)];
        head(part, titles, own, false);
        fillRows(part, rows, own);
      }
    }
    if (notes.length) sentences(parent, notes, 'notes');
  }

  function head(made, titles, columns, sorting) {
    const row = element(element(made, 'thead'), 'tr');
    columns.forEach(column => {
      const cell = element(row, 'th', sorting ? undefined : titles[column]);
      cell.scope = 'col';
      if (sorting) {
        const button = element(cell, 'button', titles[column]);
        button.type = 'button';
        button.addEventListener('click', () => sort(made, cell));
      }
    });
  }

  function fillRows(made, rows, columns) {
    const body = element(made, 'tbody');
    rows.forEach(row => {
      const line = element(body, 'tr');
      if (row[0].text === data.reference) line.className = 'reference';
      columns.map(column => row[column]).forEach((cell, place) => {
        const made = element(line, 'td', place === 0 ? undefined : cell.text, rows.length > 1 && cell.best ? 'first' : cell.prose ? 'prose' : '');
        made.dataset.value = cell.text === '–' ? '' : cell.value ?? cell.text;
        // a long name is cut to some lines on the screen
        if (place === 0) element(made, 'div', cell.text, 'name').title = cell.text;
      });
    });
  }

  /** Sorts by the column of a title, the other way round the next time; rows without a figure stay last. */
  function sort(made, cell) {
    const descending = cell.getAttribute('aria-sort') !== 'descending';
    const body = made.tBodies[0];
    made.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
    cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    [...body.rows].sort((a, b) => {
      const x = a.cells[cell.cellIndex].dataset.value, y = b.cells[cell.cellIndex].dataset.value;
      if (x === '' || y === '') return x === y ? 0 : x === '' ? 1 : -1;
      const order = isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y;
      return descending ? -order : order;
    }).forEach(row => body.appendChild(row));
  }

  /**
   * Adds a chart.
   *
   * @param option of the chart library, as a function of how it is drawn
   */
  function figure(parent, title, caption, option, full) {
    const made = element(parent, 'figure', undefined, full ? 'full' : '');
    element(made, 'h3', title);
    const place = element(made, 'div', undefined, 'chart');
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', title + '. ' + caption);
    element(made, 'figcaption', caption);
    const chart = { place: place, option: option, full: full, key: parent.dataset.key + title, title: title };
    const saves = element(made, 'div', 'save as ', 'save');
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 80) || 'chart';
    // the widths of a column and of a page
    [3.3, 7].forEach(inches => {
      const svg = element(saves, 'a', `SVG ${inches} in`);
      svg.download = `${name}-${inches}in.svg`;
      svg.href = '#';
      svg.addEventListener('click', () => { svg.href = picture(chart, inches).address; });
      element(saves, 'span', inches < 7 ? ', ' : ' or ');
    });
    const png = element(saves, 'a', 'PNG');
    png.href = '#';
    png.addEventListener('click', event => {
      event.preventDefault();
      savePixels(picture(chart, 7), name + '.png');
    });
    charts.push(chart);
  }

  /**
   * A chart as a picture of its own: light, with its whole legend and full names, whatever the page looks like. Its
   * text has a size of 7 points.
   */
  function picture(chart, inches) {
    const place = element(document.body, 'div', undefined, 'light unseen');
    const drawn = render(chart, place, { width: 120 * inches, whole: true, background: true });
    const svg = place.querySelector('svg');
    const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    title.textContent = chart.title;
    svg.prepend(title);
    svg.removeAttribute('style');
    svg.setAttribute('width', inches + 'in');
    svg.setAttribute('height', drawn.getHeight() / 120 + 'in');
    const text = new XMLSerializer().serializeToString(svg);
    const made = { address: 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text), width: drawn.getWidth(), height: drawn.getHeight() };
    drawn.dispose();
    place.remove();
    return made;
  }

  /** Saves a picture at three times its size, sharp enough for print. */
  function savePixels(made, name) {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement('canvas');
      canvas.width = 3 * made.width;
      canvas.height = 3 * made.height;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement('a');
      link.download = name;
      link.href = canvas.toDataURL('image/png');
      link.click();
    };
    image.src = made.address;
  }

  /**
   * Draws a chart.
   *
   * @param place whose colours it takes
   * @param how its width in pixels, and whether names are whole, as on paper, or may be cut where a hint shows them
   */
  function render(chart, place, how) {
    const style = { selected: switched[chart.key] ?? {}, ...how };
    ['ink', 'soft', 'line', 'page', 'panel', 'best'].forEach(name => { style[name] = getComputedStyle(place).getPropertyValue('--' + name).trim(); });
    const { height, ...option } = chart.option(style);
    const drawn = echarts.init(place, null, { renderer: 'svg', width: how.width, height: height });
    drawn.setOption(how.background ? { ...option, backgroundColor: style.page } : option);
    drawn.getZr().flush();
    place.querySelector('svg').setAttribute('viewBox', `0 0 ${how.width} ${height}`);
    return drawn;
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

  /** A figure as a reader wants it: no minus sign before a zero, and a dash for none. */
  function number(value, decimals) {
    if (!Number.isFinite(value)) return '–';
    const text = value.toFixed(decimals);
    return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
  }

  /** A figure of unknown size in four digits. */
  function digits(value) {
    if (!Number.isFinite(value)) return '–';
    return value === 0 || Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
  }

  function megabytes(value) { return value < 1 ? `${number(1000 * value, 1)} kB` : value < 1000 ? `${number(value, 1)} MB` : `${number(value / 1000, 1)} GB`; }

  const FONT = 'system-ui, sans-serif';

  /** The size of text that may be as wide as given. */
  function extent(text, width) {
    return new echarts.graphic.Text({ style: { text: text, fontSize: 12, fontFamily: FONT, width: width, overflow: 'break', lineHeight: 15 } }).getBoundingRect();
  }

  function axis(style, name, more) {
    return {
      name: name, nameLocation: 'middle', nameGap: 34, scale: true,
      nameTextStyle: { color: style.soft }, axisLabel: { color: style.soft, hideOverlap: true },
      axisLine: { show: true, lineStyle: { color: style.soft } }, splitLine: { lineStyle: { color: style.line } }, ...more
    };
  }

  /** An axis of shares in %, from nothing to all. */
  function shares(style, name) { return axis(style, name, { type: 'value', min: 0, max: 100, interval: 20 }); }

  /** An axis of accuracies in %: as far as they go in even steps, and never beyond 0 and 100. */
  function accuracies(style, name) {
    const step = seen => [1, 2, 5, 10].find(each => (seen.max - seen.min) / each <= 5) ?? 20;
    const inside = value => Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
    const low = seen => inside(Math.floor(seen.min / step(seen)) * step(seen));
    return axis(style, name, {
      type: 'value', minInterval: 1,
      min: seen => low(seen) === 100 ? 99 : low(seen),
      max: seen => Math.max(low(seen) + 1, inside(Math.ceil(seen.max / step(seen)) * step(seen)))
    });
  }

  /** An axis of names, one below the other. */
  function names(style, all, hidden) {
    const room = Math.ceil(Math.min(0.4 * style.width, Math.max(...all.map(name => extent(String(name)).width)) + 2));
    const high = style.whole ? Math.max(...all.map(name => extent(String(name), room).height)) : 15;
    return {
      room: room, height: Math.max(hidden ? 6 : 22, high + 6) * all.length,
      axis: axis(style, '', {
        type: 'category', inverse: true, data: all, axisTick: { show: false }, splitLine: { show: false },
        axisLabel: { color: style.ink, interval: hidden ? 'auto' : 0, width: room, overflow: style.whole ? 'break' : 'truncate', lineHeight: 15 }
      })
    };
  }

  /** A legend of all its entries, and how high it is. */
  function legendOf(style, entries) {
    const widest = style.whole ? style.width - 60 : Math.min(style.width - 60, 280);
    let x = 0, line = 14, height = 10;
    entries.forEach(entry => {
      const size = extent(entry, widest);
      const width = 30 + Math.min(size.width, widest) + 6, own = style.whole ? Math.max(14, size.height) : 15;
      if (x + width > style.width - 20) {
        height += line + 6;
        x = 0;
        line = 14;
      }
      x += width;
      line = Math.max(line, own);
    });
    return {
      height: height + line,
      legend: {
        type: 'plain', bottom: 0, left: 5, right: 5, itemGap: 6, itemWidth: 25, data: entries, selected: style.selected,
        tooltip: { show: true, ...hint(entry => [entry.name]) },
        textStyle: { color: style.ink, width: widest, overflow: style.whole ? 'break' : 'truncate', lineHeight: 15 }
      }
    };
  }

  /**
   * What all charts have in common.
   *
   * @param entries of the legend, null for none
   * @param body height of the part with the data
   */
  function frame(style, entries, body, more) {
    const key = entries ? legendOf(style, entries) : { height: 0 };
    const { left, top, bottom, ...rest } = { left: 58, top: 14, bottom: 52, ...more };
    return {
      height: Math.ceil(top + body + bottom + key.height), animation: false, color: COLOURS, textStyle: { fontFamily: FONT, color: style.ink },
      legend: key.legend, grid: { left: left, right: 24, top: top, bottom: bottom + key.height }, ...rest
    };
  }

  const BODY = 260;
  const percent = 'accuracy, %';

  function line(method) { return { type: dash(method), width: method === data.reference ? 3 : 1.5 }; }

  /** The exit policies of some methods. */
  function policies(tradeoffs) { return [...new Set(tradeoffs.flatMap(t => t.points.map(p => p.policy)))]; }

  /** Tells the lines of several policies apart, in a sentence. */
  function policyKey(c) {
    const [first, ...others] = policies(c.tradeoffs);
    return others.length ? ` Strong lines: ${first}; faint ones: ${others.join(', ')}.` : '';
  }

  function tradeoff(style, c) {
    const [first] = policies(c.tradeoffs);
    const opacity = policy => policy === first ? 1 : 0.4;
    const lines = c.tradeoffs.flatMap(t => policies([t]).map(policy => ({
      name: t.method, type: 'line', symbol: symbol(t.method), symbolSize: 8, color: colour(t.method),
      itemStyle: { opacity: opacity(policy) }, lineStyle: { ...line(t.method), opacity: opacity(policy) },
      data: t.points.filter(p => p.policy === policy).map(p => ({ value: [p.macs, p.accuracy], name: p.label }))
    })));
    const fixed = {
      name: 'static networks', type: 'scatter', symbol: 'diamond', symbolSize: 11, color: style.ink, z: 5,
      data: c.tradeoffs.map(t => ({ value: [100, t.fixed.accuracy], name: t.method, itemStyle: { color: colour(t.method), borderColor: style.ink } })),
      markLine: { silent: true, symbol: 'none', data: [{ xAxis: 100 }], lineStyle: { color: style.soft }, label: { show: false } }
    };
    const step = seen => [20, 50, 100, 200, 500].find(each => seen.max / each <= 8) ?? 1000;
    return frame(style, [...new Set([...lines, fixed].map(each => each.name))], 330, {
      tooltip: hint(p => [p.seriesName, `${p.name}: ${number(p.value[1], 1)} % at ${number(p.value[0], 0)} % of the MACs`]),
      xAxis: axis(style, 'expected MACs, % of its static network', { type: 'value', scale: false, min: 0, max: seen => Math.max(120, Math.ceil(seen.max / step(seen)) * step(seen)) }),
      yAxis: accuracies(style, percent), series: [...lines, fixed]
    });
  }

  function curves(style, c) {
    const rounds = [...new Set(c.curves.flatMap(m => m.points.map(p => p[0])))].sort((a, b) => a - b);
    const at = (m, value) => rounds.map(round => { const p = m.points.find(each => each[0] === round); return p ? value(p) : null; });
    const series = [];
    c.curves.forEach(m => {
      series.push({
        name: m.method, type: 'line', symbol: symbol(m.method), symbolSize: 6, color: colour(m.method), connectNulls: true, lineStyle: line(m.method), data: at(m, p => p[1])
      });
      if (m.points.some(p => p[3] > p[2]) && style.selected[m.method] !== false) {
        const band = { type: 'line', stack: 'band ' + m.method, symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, color: colour(m.method) };
        series.push({ ...band, data: at(m, p => p[2]) });
        series.push({ ...band, areaStyle: { opacity: 0.12 }, data: at(m, p => p[3] - p[2]) });
      }
    });
    return frame(style, c.curves.map(m => m.method), BODY, {
      tooltip: hint(p => [p.seriesName, `round ${p.name}: ${number(p.value, 1)} %`]),
      xAxis: axis(style, 'round', { type: 'category', boundaryGap: false, data: rounds }), yAxis: accuracies(style, percent), series: series
    });
  }

  function overTime(style, c) {
    return frame(style, c.timed.map(m => m.method), BODY, {
      tooltip: hint(p => [p.seriesName, `${number(p.value[0], 1)} simulated seconds: ${number(p.value[1], 1)} %`]),
      xAxis: axis(style, 'simulated seconds', { type: 'value', scale: false, min: 0 }), yAxis: accuracies(style, percent),
      series: c.timed.map(m => ({
        name: m.method, type: 'line', symbol: symbol(m.method), symbolSize: 6, color: colour(m.method), lineStyle: line(m.method), data: m.points.map(p => [p[0], p[1]])
      }))
    });
  }

  function exitNames(exits) { return Array.from({ length: exits }, (ignored, e) => 'exit ' + (e + 1)); }

  /** From blue at the shallowest exit to red at the deepest. */
  function exitColour(exit, exits) {
    const shades = ['#0072b2', '#56b4e9', '#e69f00', '#d55e00'];
    return exits <= shades.length ? shades[exit] : echarts.color.lerp(exit / (exits - 1), shades);
  }

  /**
   * Where examples leave.
   *
   * @param labels of the rows
   * @param count of exits
   * @param values in %, of all rows, as a function of the place of an exit
   */
  function departures(style, labels, count, values) {
    const rows = names(style, labels);
    const exits = exitNames(count);
    return frame(style, exits, rows.height, {
      left: rows.room + 14,
      tooltip: hint(p => [p.name, `${p.seriesName}: ${number(p.value, 1)} %`]),
      xAxis: shares(style, 'examples that leave, %'), yAxis: rows.axis,
      series: exits.map((name, e) => ({
        name: name, type: 'bar', stack: 'exits', barMaxWidth: 22, color: exitColour(e, count),
        itemStyle: { borderColor: style.page, borderWidth: count > 12 ? 0 : 1 }, data: values(e)
      }))
    });
  }

  function spread(style, c) {
    const quantile = (v, q) => { const at = (v.length - 1) * q, low = Math.floor(at); return v[low] + (at - low) * ((v[low + 1] ?? v[low]) - v[low]); };
    const rows = names(style, c.clients.map(m => m.method));
    const parts = ['least', 'lower quartile', 'median', 'upper quartile', 'most'];
    return frame(style, null, rows.height + 10, {
      left: rows.room + 14,
      tooltip: hint(p => [p.name, ...parts.map((name, i) => `${name}: ${number(p.value[i + 1], 1)} %`)]),
      xAxis: shares(style, 'accuracy of a client, %'), yAxis: rows.axis,
      series: [{
        type: 'boxplot', itemStyle: { color: style.panel, borderColor: style.ink },
        data: c.clients.map(m => [0, .25, .5, .75, 1].map(q => quantile(m.accuracy, q)))
      }]
    });
  }

  function traffic(style, c) {
    return frame(style, c.traffic.map(m => m.method), BODY, {
      tooltip: hint(p => [p.seriesName, `${number(p.value[1], 1)} % for ${megabytes(p.value[0])}`]),
      xAxis: axis(style, 'MB sent, both ways', { type: 'value', scale: false, min: 0 }), yAxis: accuracies(style, percent),
      series: c.traffic.map(m => ({ name: m.method, type: 'scatter', symbol: symbol(m.method), symbolSize: 12, color: colour(m.method), data: [[m.megabytes, m.accuracy]] }))
    });
  }

  /** The colours of a heat map with what they stand for below it. */
  function scale(style, low, high, text) {
    return {
      min: low, max: high, orient: 'horizontal', left: 'center', bottom: 0, text: text, textStyle: { color: style.soft }, calculable: false,
      inRange: { color: low < 0 ? ['#d55e00', style.page, '#0072b2'] : [style.page, '#0072b2'] }
    };
  }

  function heat(style, cells) { return [{ type: 'heatmap', data: cells, itemStyle: { borderColor: style.line, borderWidth: 1 } }]; }

  function activity(style, a) {
    const cells = [], exits = a.rounds[0].length;
    a.rounds.forEach((round, r) => round.forEach((share, e) => cells.push([r, e, share])));
    const rows = names(style, exitNames(exits), exits > 12);
    return frame(style, null, Math.max(90, rows.height), {
      left: rows.room + 14, bottom: 96,
      tooltip: hint(p => [`round ${p.value[0] + 1}, exit ${p.value[1] + 1}: on ${number(100 * p.value[2], 0)} % of the cohort`]),
      xAxis: axis(style, 'round', { type: 'category', data: a.rounds.map((r, i) => i + 1) }), yAxis: rows.axis,
      visualMap: scale(style, 0, 1, ['all clients', 'none']), series: heat(style, cells)
    });
  }

  /** What hints call a client: its number, and its owner if there is one. */
  function client(classes, number) {
    const owner = classes.clients[number]?.owner;
    return owner === undefined ? `client ${number}` : `client ${number} (${owner})`;
  }

  /** What an axis calls a client: its owner, cut if it is long, or else its number. */
  function shortName(held) {
    if (held.owner === undefined) return held.client;
    const letters = [...held.owner];
    return letters.length > 14 ? letters.slice(0, 13).join('') + '…' : held.owner;
  }

  /** The title of an axis with such names. */
  function namesOfClients(clients) { return clients.some(held => held.owner !== undefined) ? 'owner' : 'client'; }

  function relation(style, m, classes) {
    const values = m.values.map(v => v[2]);
    const high = Math.max(...values.map(Math.abs), 1e-9), low = values.some(v => v < 0) ? -high : 0;
    return frame(style, null, BODY, {
      bottom: 96,
      tooltip: hint(p => [`${client(classes, m.clients[p.value[0]])} to ${client(classes, m.clients[p.value[1]])}: ${number(p.value[2], 3)}`]),
      xAxis: axis(style, 'of client', { type: 'category', data: m.clients }), yAxis: axis(style, 'client', { type: 'category', inverse: true, data: m.clients }),
      visualMap: scale(style, low, high, [number(high, 2), number(low, 2)]), series: heat(style, m.values.map(v => [v[1], v[0], v[2]]))
    });
  }

  /** Darker for more examples, by their square root, so that small numbers are visible. */
  function holdings(style, d) {
    const all = d.clients.flatMap((held, column) => held.train.map((count, label) => [column, label, Math.sqrt(count), count]));
    // so many empty cells are left out
    const cells = all.length < 20000 ? all : all.filter(cell => cell[3]);
    const most = all.reduce((high, cell) => Math.max(high, cell[3]), 1);
    const hidden = d.classes.length > 40;
    const rows = names(style, d.classes, hidden);
    const numbered = !hidden && (style.width - rows.room - 40) / d.clients.length > extent(String(most)).width + 4;
    const series = heat(style, cells)[0];
    return frame(style, null, rows.height, {
      left: rows.room + 14, bottom: 96,
      tooltip: hint(p => [`${client(d, p.value[0])}: ${p.value[3]} of ${d.classes[p.value[1]]}`]),
      xAxis: axis(style, namesOfClients(d.clients), { type: 'category', data: d.clients.map(shortName) }), yAxis: rows.axis,
      visualMap: { ...scale(style, 0, Math.sqrt(most), [String(most), '0']), dimension: 2 },
      series: [{
        ...series, itemStyle: { ...series.itemStyle, borderWidth: d.clients.length > 100 ? 0 : 1 },
        label: { show: numbered, color: style.ink, textBorderColor: style.page, textBorderWidth: 2, formatter: p => p.value[3] || '' }
      }]
    });
  }

  /** How many training, validation and test examples each client holds. */
  function sizes(style, d) {
    const parts = ['train', 'validation', 'test'];
    const total = counts => counts.reduce((sum, count) => sum + count, 0);
    return frame(style, parts, BODY, {
      left: 66,
      tooltip: hint(p => [client(d, p.dataIndex), `${p.seriesName}: ${p.value} examples`]),
      xAxis: axis(style, namesOfClients(d.clients), { type: 'category', data: d.clients.map(shortName) }),
      yAxis: axis(style, 'examples', { type: 'value', scale: false, nameGap: 46 }),
      series: parts.map(part => ({ name: part, type: 'bar', stack: 'parts', data: d.clients.map(held => total(held[part])) }))
    });
  }

  /** The series of one class next to each other, one line per channel, on the scale of all classes. */
  function seriesOf(style, row, e) {
    const time = row.series[0].length / e.channels;
    const step = 1.05 * time;
    const points = channel => row.series.flatMap((values, i) =>
      [...values.slice(channel * time, (channel + 1) * time).map((value, t) => [i * step + t, value]), [(i + 1) * step - 1, null]]);
    const channels = Array.from({ length: e.channels }, (ignored, channel) => 'channel ' + (channel + 1));
    return frame(style, channels, 120, {
      left: 66, bottom: 32,
      xAxis: axis(style, 'time', { type: 'value', nameGap: 8, min: 0, max: row.series.length * step, axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisLine: { onZero: false, lineStyle: { color: style.soft } } }),
      yAxis: axis(style, '', { type: 'value', min: e.range.least, max: e.range.most, axisLabel: { color: style.soft, formatter: digits } }),
      series: channels.map((name, channel) => ({ name: name, type: 'line', showSymbol: false, lineStyle: { width: 1.2 }, data: points(channel) }))
    });
  }

  /** A table of the pictures of each class. */
  function pictures(parent, e) {
    const body = element(element(element(parent, 'div', undefined, 'wide'), 'table', undefined, 'examples'), 'tbody');
    e.rows.forEach(row => {
      const line = element(body, 'tr');
      element(element(line, 'td'), 'div', row.name, 'name').title = row.name;
      const cell = element(line, 'td');
      row.pictures.forEach(source => {
        const image = element(cell, 'img');
        Object.assign(image, { src: source, alt: row.name, width: e.width, height: e.height });
      });
    });
  }

  /** The i-th line of a chart. */
  function lineOf(each, i) {
    return {
      name: each.name, type: 'line', symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 6, color: COLOURS[i % COLOURS.length],
      lineStyle: { type: DASHES[Math.floor(i / COLOURS.length) % DASHES.length], width: 1.5 }, data: each.points
    };
  }

  /** A mark where both axes, from 0 to 100, are equal. */
  function diagonal(style) {
    return { silent: true, symbol: 'none', data: [[{ coord: [0, 0] }, { coord: [100, 100] }]], lineStyle: { color: style.soft }, label: { show: false } };
  }

  /**
   * Lines over rounds.
   *
   * @param lines names and pairs of round and value
   * @param value their axis
   * @param text of a value
   */
  function overRounds(style, lines, value, text) {
    return frame(style, lines.map(each => each.name), BODY, {
      left: 66,
      tooltip: hint(p => [p.seriesName, `round ${p.value[0]}: ${text(p.value[1])}`]),
      xAxis: axis(style, 'round', { type: 'value', minInterval: 1 }), yAxis: { ...value, nameGap: 46 },
      series: lines.map(lineOf)
    });
  }

  /** Reliability diagram: accuracy over confidence, with the diagonal on which they are equal. */
  function calibration(style, lines) {
    return frame(style, lines.map(each => each.name), BODY, {
      tooltip: hint(p => [p.seriesName, `confidence ${number(p.value[0], 1)} %, accuracy ${number(p.value[1], 1)} %`, `${number(p.value[2], 1)} % of the examples`]),
      xAxis: shares(style, 'confidence, %'), yAxis: shares(style, percent),
      series: lines.map((each, i) => ({ ...lineOf(each, i), markLine: i ? undefined : diagonal(style) }))
    });
  }

  /** Differences from the reference with their confidence intervals. */
  function forest(style, tests) {
    const rows = names(style, tests.map(test => test.method));
    const text = p => {
      const test = tests[p.value[1]];
      return [test.method, `${number(test.mean, 1)} points, 95 % interval ${number(test.low, 1)} to ${number(test.high, 1)}`, test.isSignificant ? 'significant' : 'not significant'];
    };
    return frame(style, null, rows.height, {
      left: rows.room + 14, tooltip: hint(text),
      xAxis: axis(style, `points above ${style.whole ? data.reference : 'the reference'}`, { type: 'value', scale: false, axisLine: { show: true, lineStyle: { color: style.soft } }, ...wholeName(style) }),
      yAxis: { ...rows.axis, axisLine: { show: false, onZero: false } },
      series: [
        ...tests.map((test, i) => ({ type: 'line', symbol: 'none', silent: true, lineStyle: { width: 2, color: style.ink, opacity: 1 }, data: [[test.low, i], [test.high, i]] })),
        {
          type: 'scatter', symbolSize: 10, z: 5,
          data: tests.map((test, i) => ({ value: [test.mean, i], itemStyle: { color: test.isSignificant ? style.ink : style.page, borderColor: style.ink, borderWidth: 1.5 } })),
          markLine: { silent: true, symbol: 'none', data: [{ xAxis: 0 }], lineStyle: { color: style.soft, type: 'solid' }, label: { show: false } }
        }
      ]
    });
  }

  /** The name of an axis that may be long: within the chart. */
  function wholeName(style) { return { nameTextStyle: { color: style.soft, width: 0.5 * style.width, overflow: 'truncate' } }; }

  /** Demšar's diagram: best ranks to the right, bars over ranks that do not differ significantly. */
  function ranks(style) {
    const { methods: ordered, groups, criticalDifference } = data.ranks, last = ordered.length;
    const room = Math.ceil(Math.min(0.3 * style.width, Math.max(...ordered.map(r => extent(r.method).width)) + 4));
    const left = room + 12, top = 64, x = rank => left + (last - rank) / (last - 1) * (style.width - 2 * left);
    const shapes = [];
    const stroke = (x1, y1, x2, y2, width) => shapes.push({ type: 'line', silent: true, shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: { stroke: style.ink, lineWidth: width } });
    const text = (value, at, y, align, more) => shapes.push({ type: 'text', silent: true, style: { text: value, x: at, y: y, fill: style.ink, font: '12px ' + FONT, align: align, verticalAlign: 'middle', lineHeight: 15, ...more } });
    if (criticalDifference !== null) {
      const end = Math.min(x(1), x(last) + criticalDifference * (x(1) - x(2)));
      const whole = criticalDifference <= last - 1;
      if (whole) {
        stroke(x(last), 22, end, 22, 2);
        [x(last), end].forEach(at => stroke(at, 17, at, 27, 2));
      }
      text(`CD = ${number(criticalDifference, 2)}${whole ? '' : ', more than all ranks'}`, whole ? x(last) : 6, 8, 'left');
    }
    groups.forEach((group, i) => stroke(x(group.worst) - 4, top + 10 + 8 * i, x(group.best) + 4, top + 10 + 8 * i, 4));
    const below = top + 22 + 8 * groups.length;
    const half = Math.floor(last / 2);
    const side = (own, isLeft) => {
      let y = below;
      own.forEach(r => {
        const height = style.whole ? extent(r.method, room).height : 15;
        y += height / 2 + 2;
        const edge = isLeft ? left - 6 : style.width - left + 6;
        shapes.push({ type: 'polyline', silent: true, shape: { points: [[x(r.rank), top], [x(r.rank), y], [edge, y]] }, style: { stroke: style.soft, lineWidth: 1, fill: 'none' } });
        text(r.method, isLeft ? edge - 4 : edge + 4, y, isLeft ? 'right' : 'left', { width: room, overflow: style.whole ? 'break' : 'truncate' });
        y += height / 2 + 2;
      });
      return y;
    };
    // each half from the outside to the middle, so that lines do not cross
    const height = Math.max(side(ordered.slice(half).reverse(), true), side(ordered.slice(0, half), false));
    return {
      ...frame(style, null, 0, {
        tooltip: hint(p => [`${p.name}: ${number(p.value[0], 2)}`]),
        xAxis: axis(style, '', { type: 'value', position: 'top', inverse: true, min: 1, max: last, scale: false, minInterval: 1, splitLine: { show: false }, axisTick: { show: true } }),
        yAxis: { type: 'value', show: false, min: 0, max: 1 },
        series: [{ type: 'scatter', symbolSize: 9, color: style.best, data: ordered.map(r => ({ value: [r.rank, 1], name: r.method })) }]
      }),
      grid: { left: left, right: left, top: top, height: 1 }, graphic: shapes, height: Math.ceil(height + 8)
    };
  }

  /** Every client's accuracy without federation, and in this run. */
  function againstLocal(style, run, classes) {
    return frame(style, null, 330, {
      tooltip: hint(p => [`${client(classes, p.value[2])}: ${number(p.value[1], 1)} %, without federation ${number(p.value[0], 1)} %`]),
      xAxis: shares(style, 'accuracy without federation, %'), yAxis: shares(style, 'accuracy in this run, %'),
      series: [{
        type: 'scatter', symbolSize: 9, color: style.best, data: run.againstLocal, markLine: diagonal(style)
      }]
    });
  }

  /** Elapsed and processor time of phases. */
  function times(style, run) {
    const rows = names(style, run.times.map(time => time.phase));
    return frame(style, ['elapsed', 'processor, all threads'], 2 * rows.height, {
      left: rows.room + 14,
      tooltip: hint(p => [p.name, `${p.seriesName}: ${digits(p.value)} s`]),
      xAxis: axis(style, 'seconds', { type: 'value', scale: false, min: 0 }), yAxis: rows.axis,
      series: [
        { name: 'elapsed', type: 'bar', barMaxWidth: 14, data: run.times.map(time => time.seconds) },
        { name: 'processor, all threads', type: 'bar', barMaxWidth: 14, data: run.times.map(time => time.cpuSeconds) }
      ]
    });
  }

  /** The page of 'datasets inspect'. */
  function fillInspection() {
    const clients = element(main, 'section');
    element(clients, 'h2', 'Clients');
    const place = element(clients, 'div', undefined, 'charts');
    figure(place, 'Classes of clients', `Training examples of each class that each client holds${data.clients}.`, style => holdings(style, data.classes), true);
    figure(place, 'Examples of clients', `Training, validation and test examples that each client holds${data.clients}.`, style => sizes(style, data.classes), true);
    const examples = element(main, 'section');
    element(examples, 'h2', 'Examples');
    element(examples, 'p', `First training examples: ${data.examples.text}.`, 'note');
    if (data.examples.channels === 0) return pictures(examples, data.examples);
    const series = element(examples, 'div', undefined, 'charts');
    data.examples.rows.filter(row => row.series.length).forEach(row =>
      figure(series, row.name, `${row.series.length} examples.`, style => seriesOf(style, row, data.examples)));
  }

  /** The top of the page of one run. */
  function fillRun(section, run) {
    const list = element(section, 'dl', undefined, 'headlines');
    run.headlines.forEach(headline => {
      const tile = element(list, 'div');
      element(tile, 'dt', headline.name);
      element(tile, 'dd', headline.figure);
    });
  }

  /** The charts of one run. */
  function runCharts(place, run, c, classes) {
    const text = value => number(value, 1) + ' %';
    figure(place, 'Accuracy of exits', 'Each exit and their mean after every evaluation, mean over clients.', style => overRounds(style, run.exits, accuracies(style, percent), text));
    figure(place, 'Loss', 'Of the clients of a round in their last epoch, penalties included, weighted by examples.',
      style => overRounds(style, [{ name: 'loss', points: run.loss }], axis(style, 'loss', { type: 'value' }), digits));
    if (run.rules.length) {
      if (c.tradeoffs.length) figure(place, 'Accuracy against computation', 'One point per threshold of an exit policy; the diamond is the final exit alone, the static network.' + policyKey(c), style => tradeoff(style, c));
      figure(place, 'Where examples leave', 'For every threshold of the exit policies.', style =>
        departures(style, run.rules.map(rule => rule.label), c.exits, e => run.rules.map(rule => rule.shares[e])));
    }
    if (run.againstLocal.length) figure(place, 'Clients with and without federation', run.local + ' Above the line: more accurate in this run.', style => againstLocal(style, run, classes));
    else if (c.clients.some(m => m.accuracy.length)) figure(place, 'Accuracy of clients', 'Mean of exits of every client: least, quartiles, most.', style => spread(style, c));
    if (c.timed.some(m => m.points.length > 1)) figure(place, 'Accuracy over simulated time', 'Mean of exits, at the evaluations. A round lasts as long as its slowest client.', style => overTime(style, c));
    if (run.times.length) figure(place, 'Time', 'Of each phase, summed over rounds.', style => times(style, run));
  }

  /** The charts of methods next to each other. */
  function comparisonCharts(place, c) {
    if (c.tradeoffs.some(t => t.points.length)) {
      figure(place, 'Accuracy against computation', 'Each line is a method whose exit policy is swept; diamonds are the final exits alone, the static networks, each of which is 100 %.' + policyKey(c), style => tradeoff(style, c), true);
    }
    if (c.curves.some(m => m.points.length > 1)) {
      figure(place, 'Accuracy over rounds', 'Mean of exits, at the evaluations that all seeds of a method have; bands from the least to the most accurate seed.', style => curves(style, c));
    }
    if (c.timed.some(m => m.points.length > 1)) {
      figure(place, 'Accuracy over simulated time', 'Mean of exits and seeds, at the evaluations that all seeds of a method have. A round lasts as long as its slowest client.', style => overTime(style, c));
    }
    if (c.departures.length) {
      figure(place, 'Where examples leave', c.exitRule ? `Exit policy at ${c.exitRule}.` : 'Every method at the setting of its exit policy that its row names.', style =>
        departures(style, c.departures.map(d => d.row), c.exits, e => c.departures.map(d => 100 * (d.shares[e] ?? 0))));
    }
    if (c.clients.some(m => m.accuracy.length)) {
      figure(place, 'Accuracy of clients', 'Mean of exits of every client, all seeds: least, quartiles, most.', style => spread(style, c));
    }
    figure(place, 'Accuracy against traffic', 'Bytes of all clients and rounds; mean of exits.', style => traffic(style, c));
  }

  /** What methods report about themselves. */
  function detailCharts(place, s) {
    const c = s.charts;
    c.activity.forEach(a => figure(place, `Selected exits, ${a.method}`, 'Share of a round\'s clients for which each exit was selected' + firstSeed(), style => activity(style, a)));
    const cosine = style => axis(style, 'cosine', { type: 'value' });
    if (s.diagnostics.calibration.length) {
      figure(place, 'Accuracy at a confidence', (data.run ? 'Of each exit, for' : 'Of the final exit, for') + ' the examples of all clients in each tenth of confidence; below the diagonal, answers are less accurate than confident' + firstSeed(),
        style => calibration(style, s.diagnostics.calibration));
    }
    s.diagnostics.interference.forEach(m => figure(place, `Interference of exits, ${m.method}`, 'Cosine of two exits\' gradients at a stage they share, mean over clients; below 0 a step for one undoes one for the other. First seed.',
      style => overRounds(style, m.lines, cosine(style), value => number(value, 2))));
    s.diagnostics.agreement.forEach(m => figure(place, `Students and teachers, ${m.method}`, 'Training examples for which a student exit and its teacher predict the same class' + firstSeed(),
      style => overRounds(style, m.lines, shares(style, 'agreement, %'), value => number(value, 1) + ' %')));
    s.metrics.charts.forEach(metric => figure(place, metric.name, 'Reported by the strategy after every aggregation, or by the clients of a round (mean)' + firstSeed(),
      style => overRounds(style, metric.lines, axis(style, '', { type: 'value' }), digits)));
    c.relations.filter(m => m.values.length).forEach(m => figure(place, `${m.name.replaceAll('-', ' ')}, ${m.method}`, 'Between the clients of the last round' + m.shown + firstSeed(), style => relation(style, m, s.classes)));
    figure(place, 'Classes of clients', 'Training examples of each class that each client holds' + s.clients + firstSeed(), style => holdings(style, s.classes), s.classes.clients.length > 30);
  }

  function sentences(parent, all, className) {
    const list = element(parent, 'ul', undefined, className);
    all.forEach(sentence => element(list, 'li', sentence));
  }

  /** The end of the description of a chart that shows one seed. */
  function firstSeed() {
    return data.run ? '.' : '; first seed.';
  }

  function fillSetting(s, index) {
    const section = element(main, 'section');
    section.id = 'setting-' + index;
    element(section, 'h2', s.name || 'Results');
    if (data.settings.length > 1) element(contents, 'a', s.name).href = '#' + section.id;
    if (s.findings) element(section, 'p', s.findings, 'findings');
    if (data.run) fillRun(section, data.run);
    s.main.forEach(each => table(section, each));
    const place = element(section, 'div', undefined, 'charts');
    place.dataset.key = index + ' ';
    if (s.tests.length) {
      figure(place, `Differences from ${data.reference}`, 'Mean of exits, in points, with 95 % confidence intervals over seeds, each for itself; filled if the paired t test, p corrected by Holm, is significant.', style => forest(style, s.tests), true);
    }
    if (data.run) runCharts(place, data.run, s.charts, s.classes); else comparisonCharts(place, s.charts);
    s.details.forEach(each => table(section, each));
    const details = element(section, 'div', undefined, 'charts');
    details.dataset.key = index + ' ';
    detailCharts(details, s);
    const origins = element(section, 'details');
    element(origins, 'summary', data.run ? 'Configuration and provenance' : 'Configuration and provenance, first seed of each method');
    s.origins.forEach(origin => {
      element(origins, 'h3', origin.method);
      element(origins, 'pre', origin.configuration);
      element(origins, 'pre', origin.provenance);
    });
  }

  function fillRanks() {
    const section = element(main, 'section');
    section.id = 'ranks';
    element(contents, 'a', 'Average ranks').href = '#ranks';
    element(section, 'h2', 'Average ranks');
    const place = element(section, 'div', undefined, 'charts');
    place.dataset.key = 'ranks ';
    figure(place, 'Critical differences', 'Average ranks, the best to the right; bars join methods whose ranks do not differ by the critical difference (CD).', ranks, true);
    table(section, data.ranks.table);
  }

  function fill() {
    if (data.examples) {
      data.legend.forEach(sentence => element(legend, 'li', sentence));
      return fillInspection();
    }
    document.getElementById('subtitle').textContent = data.subtitle;
    document.getElementById('findings').textContent = data.findings;
    methods = [...new Set(data.settings.flatMap(s => s.origins.map(origin => origin.method)))];
    data.settings.forEach(fillSetting);
    if (data.ranks) fillRanks();
    sentences(main, data.legend, 'legend');
  }

  function redraw(chart, how) {
    if (chart.drawn) chart.drawn.dispose();
    chart.drawn = render(chart, chart.place, how);
    chart.drawn.on('legendselectchanged', event => {
      switched[chart.key] = event.selected;
      requestAnimationFrame(() => redraw(chart, how));
    });
  }

  function draw() {
    document.documentElement.classList.remove('light');
    charts.forEach(chart => redraw(chart, { width: chart.place.clientWidth, whole: false }));
  }

  /** Draws for paper: light, of the sizes that page.css gives charts there, names whole. */
  function drawForPaper() {
    document.documentElement.classList.add('light');
    charts.forEach(chart => redraw(chart, { width: chart.full ? 700 : 460, whole: true }));
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

  show();
  let waiting;
  window.addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(draw, 100); });
  window.addEventListener('beforeprint', drawForPaper);
  window.addEventListener('afterprint', draw);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}());
