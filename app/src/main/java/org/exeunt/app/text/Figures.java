package org.exeunt.app.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Formats numbers, counts, sizes and durations. */
public final class Figures {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final int SIGNIFICANT = 4;
    private static final int MAX_DECIMALS = 6;

    /** The placeholder of a missing figure. */
    public static final String NONE = "–";

    private Figures() {}

    /**
     * Returns a number with thousands separators and without the sign of a negative zero; {@link #NONE} if it is not
     * finite.
     */
    public static String number(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    /**
     * Returns a number with as few decimals as give three significant digits, such as {@code 0.480}, {@code 12.3} or
     * {@code 1,234}; at most six.
     */
    public static String threeDigits(double value) {
        int decimals = value == 0 ? 0 : 2 - (int) Math.floor(Math.log10(Math.abs(value)));
        return number(value, Math.min(MAX_DECIMALS, Math.max(0, decimals)));
    }

    /** Returns a number without decimals if it is whole, otherwise with one. */
    public static String number(double value) {
        return number(value, value == Math.rint(value) ? 0 : 1);
    }

    /** Returns a fraction in [0, 1] in percent with one decimal, such as {@code 56.2 %}. */
    public static String percent(double fraction) {
        return number(100 * fraction, 1) + " %";
    }

    /** Returns a count with its noun, such as {@code 1 round} or {@code 1,200 rounds}. */
    public static String count(long count, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
    }

    /** Returns a size in the largest decimal unit in which it is at least 1, such as {@code 6.9 MB}. */
    public static String bytes(long count) {
        if (count < 1000) {
            return count + " B";
        }
        double size = count;
        int unit = 0;
        // 999.95 would be rounded to 1000.0
        while (size >= 999.95 && unit < UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        return number(size, 1) + " " + UNITS[unit];
    }

    /** Returns a number with four significant digits; {@link #NONE} if it is not finite. */
    public static String significant(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        double size = Math.abs(value);
        if (value != 0 && (size < 1e-3 || size >= 1e7)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(SIGNIFICANT));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** Returns a duration given in seconds, as {@link #duration(Duration)} does. */
    public static String duration(double seconds) {
        return duration(Duration.ofMillis(Math.round(1000 * seconds)));
    }

    /** Returns a duration in seconds, minutes and seconds, or hours and minutes. */
    public static String duration(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        return minutes < 120
                ? "%d min %d s".formatted(minutes, seconds % 60)
                : "%d h %d min".formatted(minutes / 60, minutes % 60);
    }
}
