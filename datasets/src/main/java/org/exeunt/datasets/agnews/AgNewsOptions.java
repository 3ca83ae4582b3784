package org.exeunt.datasets.agnews;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of {@link AgNewsPlugin}.
 *
 * @param dir folder of the files
 * @param text what of an item is read
 * @param length tokens of a sequence, with the leading one
 * @param vocabulary number of different tokens, with the special ones
 * @param untitled whether {@code train_untitled.csv} is read too
 */
public record AgNewsOptions(
        @Option("Folder holding train.csv and test.csv") Path dir,
        @Option(value = "What of an item is read", defaultValue = "title-and-description") Text text,
        @Option(
                        value = "Length of a sequence: longer ones are cut, shorter ones padded",
                        defaultValue = "200",
                        min = 1,
                        max = 100_000,
                        unit = "tokens")
                int length,
        @Option(
                        value = "Number of different tokens, the four special ones included",
                        defaultValue = "32000",
                        min = 5,
                        max = 10_000_000,
                        unit = "tokens")
                int vocabulary,
        @Option(
                        value =
                                "Whether items of train_untitled.csv, which have title and description in one, train too",
                        defaultValue = "false")
                boolean untitled) {
    /** What of an item is read. */
    public enum Text {
        /** Title and description, joined by a blank. */
        TITLE_AND_DESCRIPTION,
        /** The title alone. */
        TITLE_ONLY
    }

    public AgNewsOptions {
        if (untitled && text == Text.TITLE_ONLY) {
            throw new IllegalArgumentException(
                    "untitled = true: these items have no title of their own; expected text = title-and-description");
        }
    }
}
