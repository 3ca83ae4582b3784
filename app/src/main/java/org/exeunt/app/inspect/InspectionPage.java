package org.exeunt.app.inspect;

import java.util.List;
import org.exeunt.app.report.Charts;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.Page;
import org.exeunt.app.table.Block;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.runtime.federation.PartitionedData;

/** The page of {@code exeunt datasets inspect}: what each client holds, and examples of each class. */
public final class InspectionPage {
    private static final int LISTED_CLIENTS = 200;

    private InspectionPage() {}

    /** Returns the page. */
    public static String of(String title, Inspection inspection, PartitionedData data) {
        return HtmlReport.of(new Page(
                title,
                inspection.lines(),
                "",
                List.of(),
                List.of(
                        section("Clients", List.of(Charts.classes(data.classDistribution(), "."), clients(inspection))),
                        section("Examples", Samples.of(data.dataset()))),
                List.of()));
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
