'use strict';
(function () {
  // characters that hide or reorder what stands around them, or that no SVG file may hold, are shown as their codes
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;
  const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const code = c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
  const data = JSON.parse(document.getElementById('data').textContent,
    (key, value) => typeof value === 'string' ? value.replace(HIDDEN, code).replace(LONE, code) : value);

  // Okabe and Ito's colours, distinguishable with any colour vision, and lighter ones for dark ground; symbols and dashes
  // distinguish methods of one colour
  const COLOURS = [['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'], ['#4fb0ea', '#ff8f45', '#2fc79a', '#e7a3ca', '#f2bf4b', '#a6dcfa']], DASHES = ['none', '7 3', '2 3', '9 2 2 2'];
  const SYMBOLS = ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z', 'M-3.5 -3.5h7v7h-7z', 'M0 -4.5l4.5 8h-9z', 'M0 -5l4.5 5l-4.5 5l-4.5 -5z', 'M0 4.5l4.5 -8h-9z',
    'M-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z', 'M-4 -4h8l-8 8h8z'];
  // exits from the first to the last, on light and on dark ground: the deeper, the further from the ground
  const EXITS = [['#93cc4c', '#35b779', '#21908c', '#31688e', '#440154'], ['#7f63b8', '#4c8cc4', '#2bb3a3', '#8bd968', '#f5f3a3']];
  const GREY = '#858b96', dark = matchMedia('(prefers-color-scheme: dark)');
  const FONT = 'system-ui, sans-serif', LINE = 15, BOLD = 1.16;
  const charts = [];
  const blocks = data.sections.flatMap(section => section.blocks), standing = data.methods.slice(0, data.leading);
  const exitOf = name => Number(/^exit (\d+)$/.exec(name)?.[1] ?? 0);
  const exits = blocks.flatMap(block => block.inputs ? [block.exits.length] : (block.series ?? []).map(series => exitOf(series.name))).reduce((most, exit) => Math.max(most, exit), 1);

  /** The colour of an exit, mixed from the two nearest of the scale. */
  function shade(exit, night) {
    const scale = EXITS[night ? 1 : 0], place = exits > 1 ? (exit - 1) / (exits - 1) * (scale.length - 1) : 2, from = Math.floor(place);
    const parts = [scale[from], scale[Math.min(from + 1, scale.length - 1)]].map(colour => [1, 3, 5].map(start => parseInt(colour.slice(start, start + 2), 16)));
    return '#' + parts[0].map((part, i) => Math.round(part + (parts[1][i] - part) * (place - from)).toString(16).padStart(2, '0')).join('');
  }

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

  /** Remembers where a title is, for links to it. */
  function anchor(made, title) {
    made.id = 'block-' + blocks.findIndex(block => block.title === title);
    return made;
  }

  /** Makes a part that may scroll reachable by keyboard. */
  function reachable(made, name) {
    Object.entries({ tabindex: 0, role: 'group', 'aria-label': name }).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  /** Adds a table with its title and notes; a click on a column title sorts it. */
  function table(parent, { title, columns, rows, notes }) {
    if (title) anchor(element(parent, 'p', title, 'note'), title);
    const groups = [...new Set(columns.map(column => column.group))].filter((group, place, all) => group && all.length > 2);
    const choices = groups.length ? element(parent, 'p', 'columns: ', 'note groups') : parent;
    const frame = reachable(element(parent, 'div', undefined, 'wide'), title || 'table'), made = element(frame, 'table');
    const head = element(element(made, 'thead'), 'tr');
    const prose = column => ({ TEXT: 'prose', KIND: 'prose', PICTURE: 'picture' })[column.format] ?? '';
    columns.forEach(column => {
      const cell = element(head, 'th', undefined, prose(column));
      cell.scope = 'col';
      element(cell, 'button', column.title || 'exits').addEventListener('click', () => sort(made, cell));
    });
    const body = element(made, 'tbody');
    rows.forEach(row => {
      const line = element(body, 'tr', undefined, standing.includes(row[0].text) ? 'standing' : '');
      row.forEach((cell, place) => {
        const picture = columns[place].format === 'PICTURE';
        const made = element(line, 'td', place === 0 || picture ? undefined : cell.text, rows.length > 1 && cell.best ? 'first' : prose(columns[place]));
        made.dataset.value = cell.text === '–' ? '' : cell.value ?? cell.text;
        if (picture) Object.assign(element(made, 'img'), { src: cell.text, alt: row[0].text });
        // a long name is cut to some lines on the screen
        else if (place === 0) {
          element(made, 'div', cell.text, 'name').title = cell.text;
          if (standing.includes(cell.text)) made.style.boxShadow = `inset 4px 0 ${COLOURS[0][standing.indexOf(cell.text)]}`;
        }
      });
    });
    const kinds = columns.map((column, place) => ({ place: place, name: column.title, format: column.format })).filter(column => column.format === 'KIND');
    if (kinds.length && rows.length > 1) filter(frame, [...body.rows], kinds);
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

  /** Adds a choice for each column of kinds above a table; rows without the chosen ones are hidden. */
  function filter(frame, lines, kinds) {
    const bar = document.createElement('p'), value = (line, { place }) => line.cells[place].textContent;
    bar.className = 'filters';
    const choices = kinds.map(kind => {
      const choice = element(element(bar, 'label', kind.name + ' '), 'select');
      Object.assign(element(choice, 'option', 'all'), { value: '' });
      [...new Set(lines.map(line => value(line, kind)))].sort().forEach(each => { element(choice, 'option', each).value = each; });
      choice.addEventListener('change', show);
      return choice;
    });
    const count = element(bar, 'span');
    count.setAttribute('role', 'status');
    function show() {
      lines.forEach(line => { line.hidden = choices.some((choice, i) => choice.value && choice.value !== value(line, kinds[i])); });
      count.textContent = `${lines.filter(line => !line.hidden).length} of ${lines.length}`;
    }
    show();
    frame.before(bar);
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
    // cropped to the data, with a margin that does not pass zero
    const margin = (high - low) / 25;
    low = axis.low ?? (low >= 0 ? Math.max(0, low - margin) : low - margin);
    high = axis.high ?? (high <= 0 ? Math.min(0, high + margin) : high + margin);
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i <= high / step + 1e-9; i++) ticks.push({ place: i * step, text: digits(i * step, 9) });
    return { at: value => from + (value - low) / (high - low) * (to - from), ticks: ticks };
  }

  /** Draws a chart as SVG of a width in pixels; its ink is the colour of text. */
  function draw(chart, width, night) {
    const { x, y } = chart, shown = chart.series.filter(series => !chart.hidden.has(series.name));
    const whole = point => point.length && point.every(Number.isFinite);
    const legend = [...new Set(chart.series.map(series => series.name))].filter(name => name);
    const stacked = y.names && shown.some(series => series.mark === 'BAR'), swarm = y.names && shown.some(series => series.mark === 'POINT');
    const sums = stacked ? y.names.map((name, row) => shown.reduce((sum, series) => sum + (Number.isFinite(series.points[row][0]) ? series.points[row][0] : 0), 0)) : [];
    const flat = marks => shown.filter(series => marks.includes(series.mark)).flatMap(series => series.points);
    const across = [...flat(['LINE', 'POINT']).map(point => point[0]), ...flat(['RANGE']).flat(), ...sums, ...(stacked ? [0] : [])];
    // names of methods may be bold, and then wider
    const room = y.names ? Math.min(0.4 * width, BOLD * widest(y.names) + 1) : 0;
    const named = y.names?.map(name => broken(name, room / BOLD));
    // lines are named at their ends, in at most two lines each, unless there are too many
    const side = 0.3 * width, last = new Map(), texts = new Map();
    if (!y.names) shown.filter(series => series.name && (series.mark === 'LINE' || series.points.length === 1)).forEach(series => { const end = series.points.filter(whole).at(-1); if (end) last.set(series.name, end); });
    last.forEach((end, name) => { const lines = broken(name, side / BOLD); if (lines.length < 3) texts.set(name, lines); });
    const tall = [...texts.values()].reduce((sum, lines) => sum + LINE * lines.length + 2, 0);
    if (tall > 620 || legend.length < 2) texts.clear();
    const aside = y.names ? 14 : 8, row = y.names && (y.names.length > 40 ? 8 : named.reduce((most, lines) => Math.max(most, LINE * lines.length + 7), swarm ? 34 : 22));
    const top = 12, body = y.names ? row * y.names.length : Math.max(260, texts.size ? tall : 0), base = top + body;
    const up = scaleOf(y, flat(['LINE', 'POINT']).flatMap(point => point.slice(1)), y.names ? top : base, y.names ? base : top, 5);
    const left = (y.names ? room : widest(up.ticks.map(tick => tick.text))) + aside + (y.name ? 24 : 4);
    const end = width - 24 - (texts.size ? BOLD * widest([...texts.values()].flat()) + 14 : 0);
    const along = scaleOf(x, across, left, end, Math.max(2, width / 110));
    const svg = shape(null, 'svg', { 'font-family': FONT, 'font-size': 12, role: 'group', 'aria-label': chart.title });
    const soft = shape(svg, 'g', { opacity: 0.75 });
    const grid = (tick, line) => shape(soft, 'line', { ...line, stroke: 'currentColor', 'stroke-opacity': tick.place === 0 ? 0.8 : 0.2 });
    const method = name => standing.find(each => name === each || name?.startsWith(each + ', '));

    const every = y.names ? Math.ceil(LINE / row) : 1;
    up.ticks.forEach((tick, i) => {
      if (!y.names) grid(tick, { x1: left, x2: end, y1: up.at(tick.place), y2: up.at(tick.place) });
      if (i % every === 0) label(y.names ? shape(svg, 'g', method(tick.text) ? { 'font-weight': 700 } : {}) : soft, left - aside, up.at(tick.place), y.names && row > 8 ? named[i] : [tick.text], 'end');
    });
    const below = x.names ? along.ticks.map(tick => [...tick.text].length > 14 ? [...tick.text].slice(0, 13).join('') + '…' : tick.text) : along.ticks.map(tick => tick.text);
    const apart = Math.ceil((widest(below) + 10) / Math.abs(along.at(1) - along.at(0) || 1));
    along.ticks.forEach((tick, i) => {
      if (!x.names) grid(tick, { x1: along.at(tick.place), x2: along.at(tick.place), y1: top, y2: base });
      if (!x.names || i % apart === 0) label(soft, along.at(tick.place), base + 14, [below[i]], 'middle');
    });
    shape(soft, 'line', { x1: left, x2: end, y1: base, y2: base, stroke: 'currentColor' });
    label(soft, Math.max(extent(x.name) / 2, Math.min((left + end) / 2, width - extent(x.name) / 2)), base + 34, [x.name], 'middle');
    if (y.name) label(shape(soft, 'g', { transform: `rotate(-90 10 ${top + body / 2})` }), 10, top + body / 2, [y.name], 'middle');

    const looks = name => {
      const place = data.methods.includes(name) ? data.methods.indexOf(name) : Math.max(0, legend.filter(each => !data.methods.includes(each)).indexOf(name));
      const exit = exitOf(name), plain = !name || !exit && !data.methods.includes(name) && /^(mean of exits|Pareto front)$/.test(name);
      const colours = COLOURS[night ? 1 : 0], own = plain ? 'currentColor' : exit ? shade(exit, night) : colours[place % colours.length];
      const minor = data.methods.includes(name) && data.methods.length > 3 && !standing.includes(name);
      return {
        own: own,
        colour: minor ? GREY : own,
        minor: minor,
        symbol: plain ? SYMBOLS[0] : SYMBOLS[(exit ? exit - 1 : place) % SYMBOLS.length],
        dash: plain ? '5 4' : exit ? 'none' : DASHES[Math.floor(place / colours.length) % DASHES.length],
        size: minor ? 0.8 : standing.includes(name) ? 1.3 - 0.15 * place : 1
      };
    };
    const tell = (axis, value) => axis.names ? axis.names[value] : `${axis.name}: ${digits(value)}`;
    const cells = flat(['CELL']).filter(whole), most = cells.reduce((high, point) => Math.max(high, Math.abs(point[2])), 0), high = Math.abs(up.step), wide = Math.abs(along.step);
    const number = value => digits(Number(value.toPrecision(3))), strength = value => Math.sqrt(Math.abs(value) / (most || 1)), tint = value => value < 0 ? '#d55e00' : '#0072b2';
    const longest = widest(cells.map(point => number(point[2]))), numbered = high >= LINE && wide >= 0.85 * longest + 3;
    const reached = sums.map(() => 0), marks = shape(svg, 'g', {}), groups = new Map();
    // a method that is touched has its colour, and lies above the others
    let touched = '';
    const touch = name => {
      if (name === touched) return;
      touched = name;
      groups.forEach((all, other) => all.forEach(group => {
        group.setAttribute('color', other === name ? looks(other).own : looks(other).colour);
        group.setAttribute('opacity', !name || other === name ? 1 : 0.25);
        if (other === name) marks.append(group);
      }));
    };
    // methods that stand out are drawn last
    const depth = series => series.name === 'Pareto front' ? -1 : Number(standing.includes(series.name));
    [...shown].sort((a, b) => depth(a) - depth(b)).forEach(series => {
      const { colour, symbol, dash, size, minor } = looks(series.name), group = shape(marks, 'g', { color: colour });
      if (series.name && legend.length > 1) {
        groups.set(series.name, [...groups.get(series.name) ?? [], group]);
        group.addEventListener('pointerenter', () => touch(series.name));
        group.addEventListener('pointerleave', () => touch(''));
      }
      const ink = place => data.methods.includes(y.names[place]) ? looks(y.names[place]).colour : colour;
      const hint = (mark, i, ...facts) => shape(mark, 'title', {}, [series.name, series.hints[i], ...facts].filter(text => text).join('\n'));
      const dot = (point, i, look) => hint(shape(group, 'path', { d: symbol, fill: 'transparent', stroke: 'currentColor', 'stroke-width': 1.6, ...look, transform: `translate(${along.at(point[0])} ${up.at(point[1])})scale(${size * (look.size ?? 1)})` }), i, tell(x, point[0]), tell(y, point[1]));
      const path = (points, look) => shape(group, 'path', { d: points, fill: 'none', ...look });
      const trail = (points, column) => points.map((point, i) => !whole(point) ? '' : (i && whole(points[i - 1]) ? 'L' : 'M') + along.at(point[0]) + ' ' + up.at(point[column])).join('');
      if (series.mark === 'LINE') {
        const known = series.points.filter(whole), band = minor ? [] : known.filter(point => point.length > 2);
        if (band.some(point => point[3] > point[2])) path(trail(band, 2) + trail([...band].reverse(), 3).replace('M', 'L') + 'Z', { fill: 'currentColor', 'fill-opacity': 0.12 });
        if (series.name === 'Pareto front') return path(trail(series.points, 1), { stroke: 'currentColor', 'stroke-width': 9, 'stroke-opacity': 0.15, 'stroke-linejoin': 'round' });
        path(trail(series.points, 1), { stroke: 'currentColor', 'stroke-width': minor ? 1 : standing.includes(series.name) ? 2.6 : 1.8, 'stroke-dasharray': dash });
        if (series.name && known.length <= 400) series.points.forEach((point, i) => { if (whole(point)) dot(point, i, { opacity: known.length > 40 || dash === '5 4' ? 0 : 1 }); });
      } else if (series.mark === 'POINT' && y.names) {
        const radius = series.points.length > 300 ? 2 : 3;
        y.names.forEach((name, place) => {
          const heap = new Map(), all = series.points.map((point, i) => [...point, i]).filter(point => point[1] === place && point.every(Number.isFinite)).sort((a, b) => a[0] - b[0]);
          all.forEach(point => {
            // points of nearly equal place are put above and below each other, as far as the row has room
            const column = Math.round(along.at(point[0]) / (2 * radius)), before = heap.get(column) ?? 0, most = Math.max(1, Math.floor((row - 8) / (2 * radius)));
            heap.set(column, before + 1);
            const shift = (before % most + 1 >> 1) * 2 * radius * (before % 2 ? 1 : -1);
            hint(shape(group, 'circle', { cx: along.at(point[0]), cy: up.at(place) + shift, r: radius - 0.3, color: ink(place), fill: 'currentColor', 'fill-opacity': 0.55 }), point[2], name, tell(x, point[0]));
          });
          const middle = all.length ? along.at((all[all.length - 1 >> 1][0] + all[all.length >> 1][0]) / 2) : 0;
          if (all.length > 1) shape(group, 'line', { x1: middle, x2: middle, y1: up.at(place) - row / 2 + 3, y2: up.at(place) + row / 2 - 3, stroke: 'currentColor', 'stroke-width': 2 });
        });
      } else if (series.mark === 'POINT') {
        series.points.forEach((point, i) => { if (whole(point)) dot(point, i, { fill: 'currentColor', 'fill-opacity': 0.4, size: 1.5 }); });
      } else if (series.mark === 'CELL') {
        series.points.filter(whole).forEach((point, i) => {
          const [column, line, value] = point;
          const cell = { x: along.at(column) - wide / 2, y: up.at(line) - high / 2, width: wide, height: high, fill: tint(value), 'fill-opacity': strength(value) };
          hint(shape(group, 'rect', cell), i, `${x.name} ${x.names[column]}`, y.names[line], digits(value));
          if (numbered) shape(svg, 'text', { x: along.at(column), y: up.at(line) + 4, 'text-anchor': 'middle', 'font-size': wide >= longest + 4 ? 12 : 10, 'pointer-events': 'none', fill: strength(value) > 0.6 ? '#ffffff' : 'currentColor' }, number(value));
        });
      } else {
        series.points.forEach((point, place) => {
          if (!whole(point)) return;
          const middle = up.at(place), thick = Math.min(22, up.step - 6);
          const box = (from, to) => shape(group, 'rect', { x: along.at(from), y: middle - thick / 2, width: Math.max(0, along.at(to) - along.at(from)), height: thick, fill: 'currentColor' });
          const facts = [y.names[place], `${x.name}: ${point.map(value => digits(value)).join(', ')}`];
          if (series.mark === 'BAR') return hint(box(reached[place], reached[place] += point[0]), place, ...facts);
          path(`M${along.at(point[0])} ${middle}H${along.at(point.at(-1))}`, { color: ink(place), stroke: 'currentColor', 'stroke-width': 2 });
          hint(shape(group, 'circle', { cx: along.at(point[1]), cy: middle, r: 5, color: ink(place), fill: 'currentColor' }), place, ...facts);
        });
      }
    });

    /** Adds a name that hides its series and shows it again, and makes it stand out while it is touched. */
    const entry = (parent, name) => {
      const made = shape(parent, 'g', { opacity: chart.hidden.has(name) ? 0.35 : 1, class: 'entry', ...(name ? { tabindex: 0, role: 'button', 'aria-pressed': !chart.hidden.has(name), 'aria-label': name } : {}) });
      if (!name) return made;
      const flip = () => {
        if (!chart.hidden.delete(name)) chart.hidden.add(name);
        show(chart, width);
        [...chart.place.querySelectorAll('.entry')].find(other => other.getAttribute('aria-label') === name)?.focus();
      };
      made.addEventListener('click', flip);
      made.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); flip(); } });
      ['pointerenter', 'focus'].forEach(type => made.addEventListener(type, () => touch(name)));
      ['pointerleave', 'blur'].forEach(type => made.addEventListener(type, () => touch('')));
      return made;
    };
    // names at ends of lines: in the order of the ends, moved apart, with a line to each
    const ends = [...texts].map(([name, lines]) => ({ name: name, lines: lines, from: along.at(last.get(name)[0]), at: up.at(last.get(name)[1]), tall: LINE * lines.length + 2 })).sort((a, b) => a.at - b.at);
    ends.forEach((one, i) => { one.y = Math.max(one.at, i ? ends[i - 1].y + (ends[i - 1].tall + one.tall) / 2 : top + one.tall / 2 - 6); });
    [...ends].reverse().forEach((one, i, all) => { one.y = Math.min(one.y, i ? all[i - 1].y - (all[i - 1].tall + one.tall) / 2 : base - one.tall / 2 + 6); });
    ends.forEach(({ name, lines, from, at, y: middle }) => {
      const { own, colour, minor } = looks(name), made = entry(svg, name);
      shape(made, 'path', { d: `M${from + 5} ${at}L${end + 6} ${middle}h5`, fill: 'none', stroke: colour, 'stroke-opacity': minor ? 0.35 : 0.7 });
      label(shape(made, 'g', standing.includes(name) ? { 'font-weight': 700 } : minor ? { opacity: 0.8 } : {}), end + 14, middle, lines, 'start');
    });

    let right = 8, under = base + 62;
    const place = (name, look, text) => {
      const lines = broken(text, width - 60), own = 30 + widest(lines) + 12;
      if (right + own > width && right > 8) [right, under] = [8, under + LINE + 4];
      const made = entry(svg, name);
      shape(made, 'path', { d: look.symbol, fill: look.colour, 'fill-opacity': look.dash && !most ? 0.2 : 1, stroke: look.colour, 'stroke-width': 1.6, transform: `translate(${right + 14} ${under})scale(1.2)` });
      under += LINE * (lines.length - 1) / 2;
      label(made, right + 28, under, lines, 'start');
      under += LINE * (lines.length - 1) / 2;
      right += own;
    };
    if (most) {
      // the shades from one end of the figures to the other
      const low = cells.some(point => point[2] < 0) ? -most : 0, from = 14 + Math.ceil(extent(number(low))), steps = 48;
      label(svg, 8, under, [number(low)], 'start');
      for (let i = 0; i < steps; i++) {
        const value = low + (most - low) * (i + 0.5) / steps;
        shape(svg, 'rect', { x: from + 3 * i, y: under - 6, width: 3, height: 12, 'shape-rendering': 'crispEdges', fill: tint(value), 'fill-opacity': strength(value) });
      }
      label(svg, from + 3 * steps + 6, under, [number(most)], 'start');
    }
    const rest = legend.length > 1 || data.methods.length > 1 ? legend.filter(name => !texts.has(name)) : [];
    rest.forEach(name => {
      const boxed = chart.series[0].mark === 'BAR' || chart.series[0].mark === 'RANGE';
      place(name, { ...looks(name), ...(boxed ? { symbol: SYMBOLS[1], dash: '' } : {}) }, name);
    });
    const height = Math.ceil(rest.length || most ? under + 14 : base + 48);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    return svg;
  }

  /** Draws a chart for the screen, or for paper. */
  function show(chart, width, paper) { chart.place.replaceChildren(draw(chart, width, dark.matches && !paper)); }

  function showAll(width, paper) {
    charts.forEach(chart => show(chart, width ?? chart.place.clientWidth, paper));
    document.querySelectorAll('.charts').forEach(group => arrange(group, paper));
  }

  /** Puts each figure into the column that is shorter so far, so that the first ones are on top; on paper they flow. */
  function arrange(group, paper) {
    const figures = charts.map(chart => chart.place.parentNode).filter(made => made.parentNode === group), heights = [0, 0], columns = [[], [], []];
    figures.forEach(made => {
      const column = made.classList.contains('full') ? 2 : heights[0] <= heights[1] ? 0 : 1;
      columns[column].push(made);
      if (column < 2) heights[column] += made.offsetHeight + 20;
    });
    (paper || group.clientWidth < 980 ? figures : columns.flat()).forEach(made => {
      made.classList.toggle('second', !paper && made === columns[1][0]);
      group.append(made);
    });
  }

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

  function chartFigure(parent, chart) {
    const made = anchor(element(parent, 'figure', undefined, chart.x.names?.length > 30 ? 'full' : ''), chart.title);
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
    return made;
  }

  /** The figures of a confusion matrix: cells of true and predicted classes, and the mean of the F1 scores of classes. */
  function confusion(pairs, classes) {
    const counts = new Map(), place = label => classes.indexOf(label);
    pairs.forEach(([label, answer]) => { const key = place(answer) + ',' + place(label); counts.set(key, (counts.get(key) ?? 0) + 1); });
    const sum = (which, label) => pairs.filter(pair => pair[which] === label).length;
    const scores = classes.map(label => 2 * (counts.get(place(label) + ',' + place(label)) ?? 0) / (sum(0, label) + sum(1, label) || 1));
    return { cells: [...counts].map(([key, count]) => [...key.split(',').map(Number), count]), f1: scores.reduce((all, score) => all + score, 0) / (classes.length || 1) };
  }

  /** Adds inputs in columns by the exit where they leave, and a slider for the threshold, which moves them. */
  function departures(parent, { exits: costs, inputs, steps, whole, chosen, overall, classes, tested, notes }) {
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
    const hint = element(made, 'p', 'Point at an input, or move to it by Tab and the arrow keys, to see all its answers.', 'note hint');
    const grid = element(made, 'div', undefined, inputs.some(input => isPicture(input.content)) ? 'exits' : 'exits texts');
    const columns = costs.map((cost, i) => {
      const column = element(grid, 'div');
      element(column, 'h3', `exit ${i + 1}`);
      const share = element(column, 'p', undefined, 'note'), bar = element(element(column, 'div', undefined, 'share'), 'div');
      element(column, 'p', cost, 'note');
      const place = element(column, 'div', undefined, 'inputs');
      Object.entries({ role: 'group', 'aria-label': `inputs that leave at exit ${i + 1}` }).forEach(([key, value]) => place.setAttribute(key, value));
      return { share: share, bar: bar, place: place };
    });
    const tiles = inputs.map(({ content, label, answers }) => {
      const tile = element(grid, 'div', undefined, 'input');
      if (isPicture(content)) Object.assign(element(tile, 'img'), { src: content, alt: '' });
      else element(tile, 'div', content);
      const all = `${label}; ` + answers.map((answer, i) => `exit ${i + 1}: ${answer.label}, ${percent(100 * answer.confidence)}`).join('; ');
      Object.entries({ title: all, role: 'group', 'aria-label': all, tabindex: -1 }).forEach(([key, value]) => tile.setAttribute(key, value));
      ['pointerenter', 'focus'].forEach(type => tile.addEventListener(type, () => { hint.textContent = all; }));
      return tile;
    });
    grid.addEventListener('keydown', event => {
      const all = [...grid.querySelectorAll('.input')], step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], next = all[all.indexOf(event.target) + step];
      if (!next) return;
      event.preventDefault();
      event.target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
    // a matrix of the classes that occur, where some have many more inputs than others
    const names = classes.filter((name, label) => tested.some(input => input[0] === label || input.some((value, i) => i % 2 && value === label)));
    const sizes = classes.map((name, label) => tested.filter(input => input[0] === label).length).filter(size => size);
    const matrix = sizes.length > 1 && Math.max(...sizes) > 1.5 * Math.min(...sizes) ? {
      title: 'Classes and answers of this client', caption: '', x: { name: 'answer', names: names }, y: { name: 'true class', names: names }, series: [{ name: '', mark: 'CELL', points: [], hints: [] }]
    } : null;
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const figure = (name, text, aside) => { const one = element(results, 'span', name); element(one, 'b', text); one.append(aside); };
    let drawn;
    function move(boxes) {
      const step = steps[slider.value], threshold = slider.value / last;
      told.textContent = `confidence threshold: ${slider.value}\u00a0%`;
      results.replaceChildren('This client: ');
      figure('accuracy ', percent(step.accuracy), `, at the final exit only ${percent(whole)}`);
      if (step.macsSaved !== null) figure('MACs saved ', percent(step.macsSaved), '');
      slider.setAttribute('aria-valuetext', `${slider.value} %; accuracy ${percent(step.accuracy)}` + (step.macsSaved === null ? '' : `; MACs saved ${percent(step.macsSaved)}`));
      columns.forEach(({ share, bar }, i) => {
        share.textContent = percent(step.shares[i]) + ' of all inputs';
        bar.style.width = step.shares[i] + '%';
        bar.style.background = shade(i + 1, dark.matches);
      });
      inputs.forEach(({ label, answers }, i) => {
        const exit = answers.findIndex((answer, k) => k === answers.length - 1 || answer.confidence >= threshold);
        columns[exit].place.append(tiles[i]);
        tiles[i].classList.toggle('wrong', answers[exit].label !== label);
      });
      tiles.forEach(tile => { tile.tabIndex = -1; });
      const first = grid.querySelector('.input');
      if (first) first.tabIndex = 0;
      boxes.forEach((box, i) => {
        const now = tiles[i].getBoundingClientRect(), x = box.left - now.left, y = box.top - now.top;
        if (x || y) tiles[i].animate([{ transform: `translate(${x}px, ${y}px)` }, {}], { duration: 250, easing: 'ease-out' });
      });
      if (!matrix) return;
      const pairs = tested.map(input => { let exit = 1; while (exit < costs.length && input[2 * exit] < threshold) exit++; return [classes[input[0]], classes[input[2 * exit - 1]]]; });
      const { cells, f1 } = confusion(pairs, names);
      matrix.series[0].points = cells;
      matrix.caption = `Numbers of test inputs at this threshold. F1, mean over classes: ${percent(100 * f1)}.`;
      if (!drawn) return;
      drawn.querySelector('figcaption').textContent = matrix.caption;
      show(matrix, matrix.place.clientWidth);
    }
    slider.addEventListener('input', () => move(still.matches ? [] : tiles.map(tile => tile.getBoundingClientRect())));
    dark.addEventListener('change', () => move([]));
    move([]);
    sentences(made, notes, 'notes');
    if (matrix) drawn = chartFigure(element(made, 'div', undefined, 'charts'), matrix);
  }

  const main = document.getElementById('main'), contents = document.getElementById('contents');
  document.getElementById('conditions').textContent = data.conditions;
  data.tiles.forEach(({ name, figure, detail, target }) => {
    const tile = Object.assign(element(document.getElementById('tiles'), 'a', undefined, 'tile'), { href: '#block-' + Math.max(0, blocks.findIndex(block => block.title?.startsWith(target))) });
    element(tile, 'span', name);
    element(tile, 'b', figure);
    element(tile, 'span', detail, 'note');
  });
  data.introduction.filter(text => text).forEach(text => element(document.getElementById('introduction'), 'p', text));
  data.sections.forEach((section, index) => {
    const made = element(main, 'section');
    made.id = 'section-' + index;
    element(made, 'h2', section.title);
    if (data.sections.length > 1) element(contents, 'a', section.title).href = '#' + made.id;
    if (section.text) element(made, 'p', section.text);
    let group, kind;
    section.blocks.forEach(block => {
      const next = block.rows ? 'tables' : block.inputs ? '' : 'charts';
      if (next && next !== kind) group = element(made, 'div', undefined, next);
      kind = next;
      if (block.rows) table(element(group, 'div', undefined, block.rows.length > 12 ? 'long' : ''), block);
      else if (block.inputs) departures(made, block);
      else chartFigure(group, block);
    });
    section.origins.forEach(origin => {
      const details = element(made, 'details');
      element(details, 'summary', 'Configuration and provenance of ' + origin.method);
      reachable(element(details, 'pre', origin.configuration), 'configuration of ' + origin.method);
      reachable(element(details, 'pre', origin.provenance), 'provenance of ' + origin.method);
    });
  });
  sentences(main, data.notes, 'notes');
  showAll();
  document.documentElement.dataset.drawn = charts.length;
  let waiting;
  window.addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(showAll, 100); });
  dark.addEventListener('change', () => showAll());
  window.addEventListener('beforeprint', () => showAll(460, true));
  window.addEventListener('afterprint', () => showAll());
}());
