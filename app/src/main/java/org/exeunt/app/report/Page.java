package org.exeunt.app.report;

import java.util.List;
import org.exeunt.app.table.Block;

/**
 * The content of a page, which its script reads as JSON.
 *
 * @param conditions a line below the title: what was run, on which data, and when
 * @param tiles the main figures
 * @param introduction paragraphs below them
 * @param reference a method, which is emphasised; empty for none
 * @param methods those that have the same colour in all charts
 * @param leading the number of the first methods, which stand out from the others
 * @param notes sentences at the end
 */
public record Page(
        String title,
        String conditions,
        List<Tile> tiles,
        List<String> introduction,
        String reference,
        List<String> methods,
        int leading,
        List<Section> sections,
        List<String> notes) {
    /**
     * A main figure.
     *
     * @param detail what the figure refers to
     * @param target how the title of the table or chart that explains it starts
     */
    public record Tile(String name, String figure, String detail, String target) {}

    /** A part of the page with a heading, a paragraph, tables and charts, and configurations. */
    public record Section(String title, String text, List<Block> blocks, List<Origin> origins) {}

    /** The configuration and provenance of the first run of a method. */
    public record Origin(String method, String configuration, String provenance) {}
}
