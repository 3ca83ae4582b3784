package org.exeunt.runtime.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.exeunt.api.Round;

/** Wall times of the phases of a run, as the lines of {@code timings.csv}. */
final class Timings {
    private final LongSupplier nanoTime;
    private final List<String> lines = new ArrayList<>(List.of("round,phase,seconds"));

    Timings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    <T> T time(Round round, String phase, Supplier<T> work) {
        long begin = nanoTime.getAsLong();
        T result = work.get();
        double seconds = (nanoTime.getAsLong() - begin) / 1e9;
        lines.add(String.format(Locale.ROOT, "%s,%s,%.6f", round, phase, seconds));
        return result;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
