package org.exeunt.runtime.remote;

import java.util.List;
import java.util.SortedMap;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.identity.RunDifferences;

/** Compares {@link org.exeunt.api.strategy.ClientRunner#fingerprint} of a run and of a process that works for it. */
public final class Fingerprint {

    private Fingerprint() {}

    /**
     * Refuses a process that differs from its run.
     *
     * @param worker name of the process, which starts a sentence
     * @throws ExeuntException RESOURCE-31 with each difference
     */
    public static void requireSame(SortedMap<String, String> run, SortedMap<String, String> theirs, String worker) {
        List<String> differences = differences(run, theirs);
        if (!differences.isEmpty()) {
            throw new ExeuntException(
                    Errors.RESOURCE_31,
                    ("%s differs from the run, so its results could differ (run → executor):\n  %s\n"
                                    + "Do not change data or jars while a run is in progress; start the run again.")
                            .formatted(worker, String.join("\n  ", differences)));
        }
    }

    /** Returns a line for each difference. */
    public static List<String> differences(SortedMap<String, String> run, SortedMap<String, String> theirs) {
        return RunDifferences.between(run, theirs).stream()
                .map(RunDifferences.Difference::toString)
                .toList();
    }
}
