package org.exeunt.app.inspect;

import java.util.List;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.store.identity.ClassDistribution;

/**
 * The page of {@code exeunt datasets inspect}: the counts, charts of what each client holds, and examples of each
 * class.
 */
public final class InspectionPage {
    private InspectionPage() {}

    /**
     * The content of the page, which its script reads as JSON.
     *
     * @param legend sentences
     * @param classes of the clients that are shown
     * @param clients a remark on which these are
     * @param examples of classes
     */
    private record Content(List<String> legend, ClassDistribution classes, String clients, Samples examples) {}

    /** Returns the page. */
    public static String of(String title, Inspection inspection, PartitionedData data) {
        ClassDistribution all = data.classDistribution();
        Content content = new Content(
                inspection.lines(),
                all.first(Figures.CHARTED_CLIENTS),
                Figures.chartedClients(all.clients().size()),
                Samples.of(data.dataset()));
        return HtmlReport.of(
                title, content, "Charts need scripts. The counts:\n\n" + String.join("\n", inspection.lines()));
    }
}
