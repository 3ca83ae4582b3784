'use strict';
(function () {
  // characters that hide or reorder what stands around them, or that no SVG file may hold, are shown as their codes
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;
  const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const code = c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
  const data = JSON.parse(document.getElementById('data').textContent,
    (key, value) => typeof value === 'string' ? value.replace(HIDDEN, code).replace(LONE, code) : value);

  // Okabe and Ito's colours, distinguishable with any colour vision; symbols and dashes distinguish methods of one colour
  const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'], DASHES = ['none', '7 3', '2 3', '9 2 2 2'];
  const SYMBOLS = ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z', 'M-3.5 -3.5h7v7h-7z', 'M0 -4.5l4.5 8h-9z', 'M0 -5l4.5 5l-4.5 5l-4.5 -5z', 'M0 4.5l4.5 -8h-9z',
    'M-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z', 'M-4 -4h8l-8 8h8z'];
  const SHADES = ['#0072b2', '#56b4e9', '#009e73', '#e69f00', '#d55e00'];
  const FONT = 'system-ui, sans-serif', LINE = 15;
  const charts = [];

  function element(parent, tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    parent.appendChild(made);
    return made;
  }

  function sentences(parent, all, className) {
    if (!all.length) return;
    const list = element(parent, 'ul', undefined, className);
    all.forEach(sentence => element(list, 'li', sentence));
  }

  /** Adds a table with its title and notes; a click on a column title sorts it. */
  function table(parent, { title, columns, rows, notes }) {
    if (title) element(parent, 'p', title, 'note');
    const groups = [...new Set(columns.map(column => column.group))].filter((group, place, all) => group && all.length > 2);
    const choices = groups.length ? element(parent, 'p', 'columns: ', 'note groups') : parent;
    const frame = element(parent, 'div', undefined, 'wide'), made = element(frame, 'table');
    const head = element(element(made, 'thead'), 'tr');
    const prose = column => column.format === 'TEXT' ? 'prose' : '';
    columns.forEach(column => {
      const cell = element(head, 'th', undefined, prose(column));
      cell.scope = 'col';
      element(cell, 'button', column.title).addEventListener('click', () => sort(made, cell));
    });
    const body = element(made, 'tbody');
    rows.forEach(row => {
      const line = element(body, 'tr', undefined, row[0].text === data.reference ? 'reference' : '');
      row.forEach((cell, place) => {
        const picture = columns[place].format === 'PICTURE';
        const made = element(line, 'td', place === 0 || picture ? undefined : cell.text, rows.length > 1 && cell.best ? 'first' : prose(columns[place]));
        made.dataset.value = cell.text === '–' ? '' : cell.value ?? cell.text;
        if (picture) Object.assign(element(made, 'img'), { src: cell.text, alt: row[0].text });
        // a long name is cut to some lines on the screen
        else if (place === 0) element(made, 'div', cell.text, 'name').title = cell.text;
      });
    });
    // groups of columns are shown as far as there is room, and on paper
    const buttons = groups.map(group => {
      const button = element(choices, 'button', group);
      const show = shown => {
        button.setAttribute('aria-pressed', shown);
        columns.forEach((column, place) => {
          if (column.group === group) made.querySelectorAll(`tr > :nth-child(${place + 1})`).forEach(cell => cell.classList.toggle('folded', !shown));
        });
      };
      button.addEventListener('click', () => show(button.getAttribute('aria-pressed') === 'false'));
      show(true);
      return show;
    });
    while (buttons.length && made.offsetWidth > frame.clientWidth) buttons.pop()(false);
    sentences(parent, notes, 'notes');
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

  function shape(parent, tag, attributes, text) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    if (text !== undefined) made.textContent = text;
    parent?.appendChild(made);
    return made;
  }

  const ruler = document.createElement('canvas').getContext('2d');
  ruler.font = '12px ' + FONT;
  const extent = text => ruler.measureText(text).width;
  const widest = texts => texts.reduce((most, text) => Math.max(most, extent(text)), 0);

  /** Breaks a text into lines, between words if they fit. */
  function broken(text, room) {
    const lines = [''];
    text.split(/(?<= )/).flatMap(word => extent(word) <= room ? [word] : [...word]).forEach(part => {
      if (lines.at(-1) && extent(lines.at(-1) + part) > room) lines.push('');
      lines[lines.length - 1] += part;
    });
    return lines;
  }

  /** Adds lines of text whose middle is at y. */
  function label(parent, x, y, lines, anchor) {
    const made = shape(parent, 'text', { 'text-anchor': anchor, fill: 'currentColor' });
    lines.forEach((line, i) => shape(made, 'tspan', { x: x, y: y + 4 + LINE * (i - (lines.length - 1) / 2) }, line));
  }

  /** A figure, in four digits unless more distinguish it. */
  function digits(value, count = 4) {
    if (!Number.isFinite(value)) return '–';
    return value === 0 || Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7 ? String(Number(value.toPrecision(count))) : value.toExponential(2);
  }

  /** Maps the values of an axis that are numbers (JSON has texts for others), or the places of its names, to pixels. */
  function scaleOf(axis, values, from, to, count) {
    if (axis.names) {
      const step = (to - from) / axis.names.length;
      return { step: step, at: place => from + (place + 0.5) * step, ticks: axis.names.map((name, place) => ({ place: place, text: name })) };
    }
    const known = values.filter(Number.isFinite);
    let low = axis.low ?? known.reduce((least, value) => Math.min(least, value), Infinity);
    let high = axis.high ?? known.reduce((most, value) => Math.max(most, value), -Infinity);
    if (!known.length) [low, high] = [axis.low ?? 0, axis.high ?? 1];
    if (high <= low) axis.low === null && low !== 0 ? low -= Math.abs(low) / 10 : high = low + 1;
    const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(known.every(Number.isInteger) ? 1 : 0, [1, 2, 5, 10].map(each => each * power).find(each => each >= rough) ?? rough);
    low = axis.low ?? Math.floor(low / step + 1e-9) * step;
    high = axis.high ?? Math.ceil(high / step - 1e-9) * step;
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i <= high / step + 1e-9; i++) ticks.push({ place: i * step, text: digits(i * step, 9) });
    return { at: value => from + (value - low) / (high - low) * (to - from), ticks: ticks };
  }

  /** Draws a chart as SVG of a width in pixels; its ink is the colour of text. */
  function draw(chart, width) {
    const { x, y } = chart, shown = chart.series.filter(series => !chart.hidden.has(series.name));
    const stacked = y.names && shown.some(series => series.mark === 'BAR');
    const sums = stacked ? y.names.map((name, row) => shown.reduce((sum, series) => sum + (Number.isFinite(series.points[row][0]) ? series.points[row][0] : 0), 0)) : [];
    const flat = marks => shown.filter(series => marks.includes(series.mark)).flatMap(series => series.points);
    const across = [...flat(['LINE', 'POINT']).map(point => point[0]), ...flat(['RANGE']).flat(), ...sums, ...(stacked ? [0] : [])];
    const room = y.names ? Math.min(0.4 * width, widest(y.names) + 1) : 0;
    const named = y.names?.map(name => broken(name, room));
    const aside = y.names ? 14 : 8, row = y.names && (y.names.length > 40 ? 8 : named.reduce((most, lines) => Math.max(most, LINE * lines.length + 7), 22));
    const top = 12, body = y.names ? row * y.names.length : 260, base = top + body;
    const up = scaleOf(y, flat(['LINE', 'POINT']).flatMap(point => point.slice(1)), y.names ? top : base, y.names ? base : top, 5);
    const left = (y.names ? room : widest(up.ticks.map(tick => tick.text))) + aside + (y.name ? 24 : 4);
    // points are named at their right
    const alone = y.names ? [] : shown.filter(series => series.mark === 'POINT' && series.points.length === 1 && series.points[0].every(Number.isFinite));
    const names = alone.length > 1 ? alone.map(series => series.name) : [], end = width - 24 - Math.min(widest(names), 0.25 * width);
    const along = scaleOf(x, across, left, end, Math.max(2, width / 110));
    const svg = shape(null, 'svg', { 'font-family': FONT, 'font-size': 12, role: 'img', 'aria-label': chart.title });
    const soft = shape(svg, 'g', { opacity: 0.75 });
    const grid = (tick, line) => shape(soft, 'line', { ...line, stroke: 'currentColor', 'stroke-opacity': tick.place === 0 ? 0.8 : 0.2 });

    const every = y.names ? Math.ceil(LINE / row) : 1;
    up.ticks.forEach((tick, i) => {
      if (!y.names) grid(tick, { x1: left, x2: end, y1: up.at(tick.place), y2: up.at(tick.place) });
      if (i % every === 0) label(y.names ? svg : soft, left - aside, up.at(tick.place), y.names && row > 8 ? named[i] : [tick.text], 'end');
    });
    const texts = x.names ? along.ticks.map(tick => [...tick.text].length > 14 ? [...tick.text].slice(0, 13).join('') + '…' : tick.text) : along.ticks.map(tick => tick.text);
    const apart = Math.ceil((widest(texts) + 10) / Math.abs(along.at(1) - along.at(0) || 1));
    along.ticks.forEach((tick, i) => {
      if (!x.names) grid(tick, { x1: along.at(tick.place), x2: along.at(tick.place), y1: top, y2: base });
      if (!x.names || i % apart === 0) label(soft, along.at(tick.place), base + 14, [texts[i]], 'middle');
    });
    shape(soft, 'line', { x1: left, x2: end, y1: base, y2: base, stroke: 'currentColor' });
    label(soft, (left + end) / 2, base + 34, [x.name], 'middle');
    if (y.name) label(shape(soft, 'g', { transform: `rotate(-90 10 ${top + body / 2})` }), 10, top + body / 2, [y.name], 'middle');

    const legend = [...new Set(chart.series.map(series => series.name))].filter(name => name);
    const looks = name => {
      const all = data.methods.includes(name) ? data.methods : legend;
      const place = Math.max(0, all.indexOf(name));
      const ordered = chart.series[0].mark === 'BAR' && legend.length > 1;
      return {
        colour: !name ? 'currentColor' : ordered ? SHADES[Math.round(place / (legend.length - 1) * (SHADES.length - 1))] : COLOURS[place % COLOURS.length],
        symbol: SYMBOLS[place % SYMBOLS.length],
        dash: DASHES[Math.floor(place / COLOURS.length) % DASHES.length],
        // the marks and lines of earlier methods are larger, so that equal ones remain visible
        size: ordered || !name ? 1 : 1.7 - 0.7 * (place + 1) / all.length
      };
    };
    const tell = (axis, value) => axis.names ? axis.names[value] : `${axis.name}: ${digits(value)}`;
    const most = flat(['CELL']).reduce((high, point) => Math.max(high, Number.isFinite(point[2]) ? Math.abs(point[2]) : 0), 0);
    const reached = sums.map(() => 0);
    shown.forEach(series => {
      const { colour, symbol, dash, size } = looks(series.name), group = shape(svg, 'g', { color: colour });
      const hint = (mark, i, ...facts) => shape(mark, 'title', {}, [series.name, series.hints[i], ...facts].filter(text => text).join('\n'));
      const dot = (point, i, look) => hint(shape(group, 'path', { d: symbol, fill: 'transparent', stroke: 'currentColor', 'stroke-width': 1.6, ...look, transform: `translate(${along.at(point[0])} ${up.at(point[1])})scale(${size * (look.size ?? 1)})` }), i, tell(x, point[0]), tell(y, point[1]));
      const path = (points, look) => shape(group, 'path', { d: points, fill: 'none', ...look });
      const whole = point => point.length && point.every(Number.isFinite);
      const trail = (points, column) => points.map((point, i) => !whole(point) ? '' : (i && whole(points[i - 1]) ? 'L' : 'M') + along.at(point[0]) + ' ' + up.at(point[column])).join('');
      if (series.mark === 'LINE') {
        const known = series.points.filter(whole);
        const band = known.filter(point => point.length > 2);
        if (band.some(point => point[3] > point[2])) path(trail(band, 2) + trail([...band].reverse(), 3).replace('M', 'L') + 'Z', { fill: 'currentColor', 'fill-opacity': 0.12 });
        path(trail(series.points, 1), { stroke: 'currentColor', 'stroke-width': 1.5 * size + (series.name === data.reference ? 1 : 0), 'stroke-dasharray': dash });
        if (series.name && known.length <= 400) series.points.forEach((point, i) => { if (whole(point)) dot(point, i, { opacity: known.length > 40 ? 0 : 1 }); });
      } else if (series.mark === 'POINT') {
        series.points.forEach((point, i) => { if (whole(point)) dot(point, i, { fill: 'currentColor', 'fill-opacity': 0.4, size: 1.5 }); });
      } else if (series.mark === 'CELL') {
        series.points.filter(whole).forEach((point, i) => {
          const [column, line, value] = point, high = Math.abs(up.step), wide = Math.abs(along.step), text = digits(Number(value.toPrecision(3)));
          const cell = { x: along.at(column) - wide / 2, y: up.at(line) - high / 2, width: wide, height: high, fill: value < 0 ? '#d55e00' : '#0072b2', 'fill-opacity': Math.sqrt(Math.abs(value) / (most || 1)) };
          hint(shape(group, 'rect', cell), i, `${x.name} ${x.names[column]}`, y.names[line], digits(value));
          if (high >= LINE && wide >= extent(text) + 4) shape(svg, 'text', { x: along.at(column), y: up.at(line) + 4, 'text-anchor': 'middle', 'pointer-events': 'none', fill: cell['fill-opacity'] > 0.6 ? '#ffffff' : 'currentColor' }, text);
        });
      } else {
        series.points.forEach((point, place) => {
          if (!whole(point)) return;
          const middle = up.at(place), high = Math.min(22, up.step - 6);
          const box = (from, to) => shape(group, 'rect', { x: along.at(from), y: middle - high / 2, width: Math.max(0, along.at(to) - along.at(from)), height: high, fill: 'currentColor' });
          const facts = [y.names[place], `${x.name}: ${point.map(value => digits(value)).join(', ')}`];
          if (series.mark === 'BAR') return hint(box(reached[place], reached[place] += point[0]), place, ...facts);
          path(`M${along.at(point[0])} ${middle}H${along.at(point.at(-1))}`, { stroke: 'currentColor', 'stroke-width': 2 });
          hint(shape(group, 'circle', { cx: along.at(point[1]), cy: middle, r: 5, fill: 'currentColor' }), place, ...facts);
        });
      }
    });

    const taken = [];
    names.map((name, i) => [name, ...alone[i].points[0]]).sort((a, b) => b[2] - a[2]).forEach(([name, across, above]) => {
      const from = along.at(across) + 14, spread = [0, 1, -1, 2, -2].map(shift => up.at(above) + shift * LINE);
      const middle = spread.find(at => at > top && at < base && taken.every(other => Math.abs(other - at) >= LINE));
      if (middle === undefined || from + extent(name) > width) return;
      taken.push(middle);
      label(soft, from, middle, [name], 'start');
    });

    let right = 8, under = base + 62;
    const entry = (name, look, text, hidden) => {
      const lines = broken(text, width - 60), own = 30 + widest(lines) + 12;
      if (right + own > width && right > 8) [right, under] = [8, under + LINE + 4];
      const made = shape(svg, 'g', { opacity: hidden ? 0.35 : 1, class: 'entry' });
      shape(made, 'path', { d: look.symbol, fill: look.colour, 'fill-opacity': look.dash && !most ? 0.2 : 1, stroke: look.colour, 'stroke-width': 1.6, transform: `translate(${right + 14} ${under})scale(1.2)` });
      under += LINE * (lines.length - 1) / 2;
      label(made, right + 28, under, lines, 'start');
      under += LINE * (lines.length - 1) / 2;
      right += own;
      return made;
    };
    if (most) {
      entry('', { symbol: SYMBOLS[1], colour: '#0072b2' }, digits(most));
      if (flat(['CELL']).some(point => point[2] < 0)) entry('', { symbol: SYMBOLS[1], colour: '#d55e00' }, digits(-most));
    }
    legend.forEach(name => {
      const ranged = chart.series[0].mark === 'BAR' || chart.series[0].mark === 'RANGE';
      entry(name, { ...looks(name), ...(ranged ? { symbol: SYMBOLS[1], dash: '' } : {}) }, name, chart.hidden.has(name)).addEventListener('click', () => {
        if (!chart.hidden.delete(name)) chart.hidden.add(name);
        show(chart, width);
      });
    });
    const height = Math.ceil(legend.length || most ? under + 14 : base + 48);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    return svg;
  }

  function show(chart, width) { chart.place.replaceChildren(draw(chart, width)); }

  /** Draws all charts, for the screen or for paper. */
  function showAll(width) { charts.forEach(chart => show(chart, width ?? chart.place.clientWidth)); }

  /** A chart as a picture of its own: dark on white. Its text has a size of 7 points. */
  function picture(chart, inches) {
    const svg = draw(chart, 120 * inches), height = Number(svg.getAttribute('viewBox').split(' ')[3]);
    const all = { width: inches + 'in', height: height / 120 + 'in', color: '#1b1d21' };
    Object.entries(all).forEach(([name, value]) => svg.setAttribute(name, value));
    svg.prepend(shape(null, 'title', {}, chart.title), shape(null, 'rect', { width: '100%', height: '100%', fill: '#ffffff' }));
    return { address: 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(svg)), width: 120 * inches, height: height };
  }

  /** Saves a picture at three times its size, sharp enough for print. */
  function savePixels(made, name) {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement('canvas');
      canvas.width = 3 * made.width;
      canvas.height = 3 * made.height;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      Object.assign(document.createElement('a'), { download: name, href: canvas.toDataURL('image/png') }).click();
    };
    image.src = made.address;
  }

  function figure(parent, chart) {
    const made = element(parent, 'figure', undefined, chart.x.names?.length > 30 ? 'full' : '');
    element(made, 'h3', chart.title);
    charts.push(Object.assign(chart, { place: element(made, 'div', undefined, 'chart'), hidden: new Set() }));
    element(made, 'figcaption', chart.caption);
    const saves = element(made, 'div', 'save as ', 'save');
    const name = chart.title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 80) || 'chart';
    // the widths of a column and of a page
    [3.3, 7].forEach(inches => {
      const svg = Object.assign(element(saves, 'a', `SVG ${inches} in`), { download: `${name}-${inches}in.svg`, href: '#' });
      svg.addEventListener('click', () => { svg.href = picture(chart, inches).address; });
      element(saves, 'span', inches < 7 ? ', ' : ' or ');
    });
    element(saves, 'button', 'PNG').addEventListener('click', () => savePixels(picture(chart, 7), name + '.png'));
  }

  /** Adds inputs in columns by the exit where they leave, and a slider for the threshold, which moves them. */
  function departures(parent, { exits, inputs, steps, whole, chosen, overall, notes }) {
    const percent = value => (Math.round(10 * value) / 10 + 0).toFixed(1) + '\u00a0%', last = steps.length - 1;
    const isPicture = content => content.startsWith('data:image/');
    const made = element(parent, 'div', undefined, 'departures'), bar = element(made, 'label');
    const told = element(bar, 'span', undefined, 'chosen');
    const slider = Object.assign(element(bar, 'input'), { type: 'range', min: 0, max: last, value: chosen });
    const mark = Object.assign(element(bar, 'datalist'), { id: 'chosen' });
    Object.assign(element(mark, 'option'), { value: chosen });
    slider.setAttribute('list', mark.id);
    const results = element(made, 'p', undefined, 'results');
    if (overall) element(made, 'p', overall);
    const hint = element(made, 'p', 'Point at an input to see all its answers.', 'note hint');
    const grid = element(made, 'div', undefined, inputs.some(input => isPicture(input.content)) ? 'exits' : 'exits texts');
    const columns = exits.map((exit, i) => {
      const column = element(grid, 'div');
      element(column, 'h3', `exit ${i + 1}`);
      const share = element(column, 'p', undefined, 'note'), bar = element(element(column, 'div', undefined, 'share'), 'div');
      element(column, 'p', exit, 'note');
      return { share: share, bar: bar, place: element(column, 'div', undefined, 'inputs') };
    });
    const tiles = inputs.map(({ content, label, answers }) => {
      const tile = element(grid, 'div', undefined, 'input');
      if (isPicture(content)) Object.assign(element(tile, 'img'), { src: content, alt: label });
      else element(tile, 'div', content);
      const all = `${label}; ` + answers.map((answer, i) => `exit ${i + 1}: ${answer.label}, ${percent(100 * answer.confidence)}`).join('; ');
      tile.title = all;
      tile.addEventListener('pointerenter', () => { hint.textContent = all; });
      return tile;
    });
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const figure = (name, text, aside) => { const one = element(results, 'span', name); element(one, 'b', text); one.append(aside); };
    function move(boxes) {
      const step = steps[slider.value], threshold = slider.value / last;
      told.textContent = `confidence threshold: ${slider.value}\u00a0%`;
      results.replaceChildren('This client: ');
      figure('accuracy ', percent(step.accuracy), `, at the final exit alone ${percent(whole)}`);
      if (step.macsSaved !== null) figure('MACs saved ', percent(step.macsSaved), '');
      slider.setAttribute('aria-valuetext', `${slider.value} %; ${results.textContent}`);
      columns.forEach(({ share, bar }, i) => {
        share.textContent = percent(step.shares[i]) + ' of all inputs';
        bar.style.width = step.shares[i] + '%';
      });
      inputs.forEach(({ label, answers }, i) => {
        const exit = answers.findIndex((answer, k) => k === answers.length - 1 || answer.confidence >= threshold);
        columns[exit].place.append(tiles[i]);
        tiles[i].classList.toggle('wrong', answers[exit].label !== label);
      });
      boxes.forEach((box, i) => {
        const now = tiles[i].getBoundingClientRect(), x = box.left - now.left, y = box.top - now.top;
        if (x || y) tiles[i].animate([{ transform: `translate(${x}px, ${y}px)` }, {}], { duration: 250, easing: 'ease-out' });
      });
    }
    slider.addEventListener('input', () => move(still.matches ? [] : tiles.map(tile => tile.getBoundingClientRect())));
    move([]);
    sentences(made, notes, 'notes');
  }

  const main = document.getElementById('main'), contents = document.getElementById('contents');
  data.introduction.filter(text => text).forEach(text => element(document.getElementById('introduction'), 'p', text));
  data.sections.forEach((section, index) => {
    const made = element(main, 'section');
    made.id = 'section-' + index;
    element(made, 'h2', section.title);
    if (data.sections.length > 1) element(contents, 'a', section.title).href = '#' + made.id;
    if (section.text) element(made, 'p', section.text);
    let grid;
    section.blocks.forEach(block => {
      if (block.rows) grid = table(made, block);
      else if (block.inputs) departures(made, block);
      else figure(grid ??= element(made, 'div', undefined, 'charts'), block);
    });
    section.origins.forEach(origin => {
      const details = element(made, 'details');
      element(details, 'summary', 'Configuration and provenance of ' + origin.method);
      element(details, 'pre', origin.configuration);
      element(details, 'pre', origin.provenance);
    });
  });
  sentences(main, data.notes, 'notes');
  showAll();
  document.documentElement.dataset.drawn = charts.length;
  let waiting;
  window.addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(showAll, 100); });
  window.addEventListener('beforeprint', () => showAll(460));
  window.addEventListener('afterprint', () => showAll());
}());
