package org.exeunt.app.report;

import java.util.List;
import org.exeunt.app.table.Block;

/**
 * The content of a page, which its script reads as JSON.
 *
 * @param introduction paragraphs below the title
 * @param reference a method, which is emphasised; empty for none
 * @param methods those that have the same colour in all charts
 * @param notes sentences at the end
 */
public record Page(
        String title,
        List<String> introduction,
        String reference,
        List<String> methods,
        List<Section> sections,
        List<String> notes) {
    /** A part of the page with a heading, a paragraph, tables and charts, and configurations. */
    public record Section(String title, String text, List<Block> blocks, List<Origin> origins) {}

    /** The configuration and provenance of the first run of a method. */
    public record Origin(String method, String configuration, String provenance) {}
}
