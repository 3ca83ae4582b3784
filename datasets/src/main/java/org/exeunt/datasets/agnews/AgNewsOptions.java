package org.exeunt.datasets.agnews;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of {@link AgNewsPlugin}.
 *
 * @param dir folder of the data set
 * @param text parts of a news item that are used
 * @param length tokens per sequence, including the class token
 * @param vocabulary number of different tokens, including the four special ones
 * @param untitled whether {@code train_untitled.csv} is added to the training examples
 */
public record AgNewsOptions(
        @Option("Folder that contains train.csv and test.csv") Path dir,
        @Option(value = "Parts of a news item that are used", defaultValue = "title-and-description") Text text,
        @Option(
                        value = "Length of a sequence: longer texts are truncated, shorter ones padded",
                        defaultValue = "200",
                        min = 1,
                        max = 100_000,
                        unit = "tokens")
                int length,
        @Option(
                        value = "Number of different tokens, including the four special ones",
                        defaultValue = "32000",
                        min = 5,
                        max = 10_000_000,
                        unit = "tokens")
                int vocabulary,
        @Option(
                        value = "Whether train_untitled.csv, with items without a separate title, is added to the "
                                + "training examples",
                        defaultValue = "false")
                boolean untitled) {
    /** Parts of a news item. */
    public enum Text {
        /** Title and description, separated by a space. */
        TITLE_AND_DESCRIPTION,
        /** Only the title. */
        TITLE_ONLY
    }

    public AgNewsOptions {
        if (untitled && text == Text.TITLE_ONLY) {
            throw new IllegalArgumentException(
                    "untitled = true requires text = title-and-description, as these items have no separate title");
        }
    }
}
