package org.exeunt.config.run;

import java.math.BigDecimal;
import org.exeunt.api.plugin.Option;

/**
 * A group of clients in the {@code feature-shift} section, by how their inputs differ from those of the data set. The
 * changes are applied in the order of the options, to scaled values.
 */
public record FeatureShiftConfig(
        @Option(
                        value = "Angle by which pictures are turned clockwise; pixels from outside are 0",
                        min = -360,
                        max = 360,
                        defaultValue = "0.0",
                        unit = "degrees")
                double rotate,
        @Option(
                        value = "Number of a random order of pixels, points in time, tokens or features; 0 keeps their"
                                + " order",
                        min = 0,
                        defaultValue = "0")
                int permute,
        @Option(value = "Factor on each value", min = -1e3, max = 1e3, defaultValue = "1.0") double scale,
        @Option(value = "Number that is added to each value", min = -1e3, max = 1e3, defaultValue = "0.0")
                double offset,
        @Option(
                        value =
                                "Standard deviation of Gaussian noise on each value, the same whenever an input is read",
                        min = 0,
                        max = 1e3,
                        defaultValue = "0.0")
                double noise) {
    /** Returns whether the group changes single values, apart from their positions. */
    public boolean changesValues() {
        return scale != 1 || offset != 0 || noise != 0;
    }

    /** Returns the changes, such as {@code rotate 90, noise 0.5}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, "rotate", rotate, 0);
        append(text, "permute", permute, 0);
        append(text, "scale", scale, 1);
        append(text, "offset", offset, 0);
        append(text, "noise", noise, 0);
        return text.isEmpty() ? "unchanged" : text.substring(2);
    }

    private static void append(StringBuilder text, String name, double value, double none) {
        if (value != none) {
            text.append(", ")
                    .append(name)
                    .append(' ')
                    .append(new BigDecimal(String.valueOf(value))
                            .stripTrailingZeros()
                            .toPlainString());
        }
    }
}
