package org.exeunt.app.inspect;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.PartitionedData;

/**
 * Draws the classes of each client: one cell per class and client, darker for more training examples (by their square root, so that small
 * numbers are visible), and below each client bars for its training, validation and test examples.
 */
public final class PartitionChart {
    private static final int MOST_CLIENTS = 1_000;
    private static final int MAP_WIDTH = 900;
    private static final int MAP_HEIGHT = 560;
    private static final int BARS = 90;
    private static final int MARGIN = 24;
    private static final int LABELS = 150;
    private static final int TOP = 84;
    private static final String[] PARTS = {"training", "validation", "test"};

    private final Dataset dataset;
    private final List<Client> clients;
    private final int[][] counts;
    private final int most;
    private final int cellWidth;
    private final int cellHeight;
    private final Drawing drawing;

    private PartitionChart(PartitionedData data) {
        this.dataset = data.dataset();
        this.clients =
                data.clients().subList(0, Math.min(MOST_CLIENTS, data.clients().size()));
        this.counts = clients.stream()
                .map(client -> client.train().classCounts(dataset.classes()))
                .toArray(int[][]::new);
        this.most = Math.max(
                1,
                IntStream.range(0, counts.length)
                        .flatMap(client -> IntStream.of(counts[client]))
                        .max()
                        .orElse(1));
        this.cellWidth = cell(MAP_WIDTH, clients.size(), 46);
        this.cellHeight = cell(MAP_HEIGHT, dataset.classes(), 30);
        int width = Math.max(560, LABELS + 2 * MARGIN + cellWidth * clients.size());
        this.drawing = new Drawing(
                width, TOP + cellHeight * dataset.classes() + 2 * Drawing.LINE + BARS + 3 * Drawing.LINE + MARGIN);
        draw(data.clients().size());
    }

    /** Returns the chart as a PNG file. */
    public static byte[] png(PartitionedData data) {
        return new PartitionChart(data).drawing.png();
    }

    private static int cell(int room, int cells, int largest) {
        return Math.max(1, Math.min(largest, room / Math.max(1, cells)));
    }

    private void draw(int allClients) {
        drawing.title(MARGIN, MARGIN + 6, "%s: training examples by class and client".formatted(dataset.name()));
        drawing.text(MARGIN, MARGIN + 6 + Drawing.LINE + 4, subtitle(allClients), Drawing.FAINT);
        drawScale(MARGIN + LABELS, MARGIN + 6 + 2 * Drawing.LINE);
        drawCells();
        drawClientNumbers(TOP + cellHeight * dataset.classes() + Drawing.LINE);
        drawBars(TOP + cellHeight * dataset.classes() + 2 * Drawing.LINE);
    }

    private String subtitle(int allClients) {
        return clients.size() < allClients
                ? String.format(Locale.ROOT, "the first %,d of %,d clients", clients.size(), allClients)
                : String.format(Locale.ROOT, "%,d clients, %d classes", allClients, dataset.classes());
    }

    private void drawScale(int x, int y) {
        int width = 160;
        for (int i = 0; i < width; i++) {
            drawing.fill(x + i, y, 1, 10, Shades.of((double) i / (width - 1)));
        }
        drawing.frame(x, y, width, 10, Drawing.FAINT);
        drawing.textBefore(x - 6, y + 10, "0", Drawing.FAINT);
        drawing.text(x + width + 6, y + 10, String.format(Locale.ROOT, "%,d examples", most), Drawing.FAINT);
    }

    private void drawCells() {
        int x0 = MARGIN + LABELS;
        int nameEvery = (Drawing.LINE - 4 + cellHeight - 1) / cellHeight;
        boolean numbers = cellWidth >= Drawing.widthOf(String.valueOf(most)) + 4 && cellHeight >= 14;
        for (int label = 0; label < dataset.classes(); label++) {
            int y = TOP + label * cellHeight;
            if (label % nameEvery == 0) {
                String name = Drawing.fitted(dataset.classNames().get(label), LABELS - 10);
                drawing.textBefore(x0 - 8, y + cellHeight / 2 + 5, name, Drawing.INK);
            }
            for (int client = 0; client < clients.size(); client++) {
                int count = counts[client][label];
                double share = Math.sqrt((double) count / most);
                int x = x0 + client * cellWidth;
                drawing.fill(x, y, cellWidth, cellHeight, Shades.of(share));
                if (numbers && count > 0) {
                    drawing.textAround(
                            x + cellWidth / 2, y + cellHeight / 2 + 5, String.valueOf(count), Shades.on(share));
                }
            }
        }
        drawing.frame(x0, TOP, cellWidth * clients.size(), cellHeight * dataset.classes(), Drawing.FAINT);
    }

    private void drawClientNumbers(int y) {
        int every = 1;
        int[] steps = {1, 2, 5};
        for (int i = 0; every * cellWidth < Drawing.widthOf(String.valueOf(clients.size())) + 10; i++) {
            every = steps[(i + 1) % 3] * (int) Math.pow(10, (i + 1) / 3);
        }
        for (int client = 0; client < clients.size(); client += every) {
            drawing.textAround(
                    MARGIN + LABELS + client * cellWidth + cellWidth / 2,
                    y,
                    clients.get(client).id().toString(),
                    Drawing.FAINT);
        }
        drawing.textBefore(MARGIN + LABELS - 8, y, "client", Drawing.FAINT);
    }

    private void drawBars(int y) {
        int largest = Math.max(
                1, clients.stream().mapToInt(PartitionChart::held).max().orElse(1));
        int bar = Math.max(1, cellWidth - (cellWidth > 6 ? 2 : 0));
        for (int client = 0; client < clients.size(); client++) {
            int x = MARGIN + LABELS + client * cellWidth;
            int above = 0;
            int[] sizes = sizes(clients.get(client));
            for (int part = 0; part < sizes.length; part++) {
                int from = (int) Math.round((double) above * BARS / largest);
                above += sizes[part];
                int to = (int) Math.round((double) above * BARS / largest);
                drawing.fill(x, y + from, bar, to - from, Shades.kind(part));
            }
        }
        drawing.textBefore(MARGIN + LABELS - 8, y + 10, "0", Drawing.FAINT);
        drawing.textBefore(
                MARGIN + LABELS - 8, y + BARS, String.format(Locale.ROOT, "%,d examples", largest), Drawing.FAINT);
        int x = MARGIN + LABELS;
        for (int part = 0; part < PARTS.length; part++) {
            drawing.fill(x, y + BARS + 18, 10, 10, Shades.kind(part));
            drawing.text(x + 16, y + BARS + 28, PARTS[part], Drawing.INK);
            x += 30 + Drawing.widthOf(PARTS[part]);
        }
    }

    private static int[] sizes(Client client) {
        return new int[] {
            client.train().size(), client.validation().size(), client.test().size()
        };
    }

    private static int held(Client client) {
        return IntStream.of(sizes(client)).sum();
    }
}
