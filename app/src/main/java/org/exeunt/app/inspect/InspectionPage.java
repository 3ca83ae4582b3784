package org.exeunt.app.inspect;

import java.util.List;
import org.exeunt.app.report.Charts;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.Page;
import org.exeunt.app.table.Block;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.federation.PartitionedData;

/** The page of {@code exeunt datasets inspect}: what each client holds, and examples of each class. */
public final class InspectionPage {
    private static final int LISTED_CLIENTS = 200;

    private InspectionPage() {}

    /**
     * Returns the page.
     *
     * @param warnings of the data and its partition
     */
    public static String of(String title, Inspection inspection, PartitionedData data, List<String> warnings) {
        List<String> lines = inspection.lines();
        return HtmlReport.of(new Page(
                title,
                lines.get(0),
                List.of(
                        tile("training examples", inspection.train(), "before partitioning", "First training"),
                        tile("classes", inspection.classes().size(), "in the data set", "Classes of clients"),
                        tile("clients", inspection.clients().size(), "hold the examples", "Classes of clients")),
                warnings.stream().map("Warning: "::concat).toList(),
                "",
                List.of(),
                0,
                List.of(
                        section("Examples", Samples.of(data.dataset())),
                        section(
                                "Clients",
                                List.of(Charts.classes(data.classDistribution(), "."), clients(inspection)))),
                lines.subList(1, lines.size())));
    }

    private static Page.Tile tile(String name, int count, String detail, String target) {
        return new Page.Tile(name, Figures.number(count), detail, target);
    }

    private static Page.Section section(String title, List<Block> blocks) {
        return new Page.Section(title, "", blocks, List.of());
    }

    private static Table clients(Inspection inspection) {
        Table table = new Table(
                        inspection.clients().size() > LISTED_CLIENTS
                                ? "The first %d clients:".formatted(LISTED_CLIENTS)
                                : "")
                .with(Format.TEXT, "client")
                .with(Format.COUNT, "training examples", "validation examples", "test examples", "classes");
        inspection.clients().stream()
                .limit(LISTED_CLIENTS)
                .forEach(client -> table.row(List.of(
                        client.client() + (client.owner() == null ? "" : " (%s)".formatted(client.owner())),
                        client.train(),
                        client.validation(),
                        client.test(),
                        client.classes())));
        return table;
    }
}
