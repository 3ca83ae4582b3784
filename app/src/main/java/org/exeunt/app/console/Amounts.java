package org.exeunt.app.console;

import java.time.Duration;
import java.util.Locale;

/** Numbers with their units, as messages print them. */
public final class Amounts {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
    /** The first value that {@code %.1f} rounds to 1000.0. */
    private static final double ROUNDS_UP = 999.95;

    private Amounts() {}

    /** Returns a number of things, such as {@code 1 round} or {@code 2 rounds}. */
    public static String count(long number, String singular) {
        return String.format(Locale.ROOT, "%,d %s%s", number, singular, number == 1 ? "" : "s");
    }

    /** Returns a number of bytes in the largest decimal unit that it fills. */
    public static String bytes(long count) {
        if (count < 1000) {
            return count + " B";
        }
        double amount = count / 1e3;
        int unit = 0;
        while (amount >= ROUNDS_UP) {
            amount /= 1e3;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
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
