package org.exeunt.datasets.userdata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/**
 * Collects the problems of a user's files, so that one error reports all of them; of many, the first are shown, and a
 * problem that many places have is shown once.
 */
public final class Problems {
    private static final int SHOWN = 20;
    private static final int LONGEST = 400;

    private final Path source;
    private final Map<String, String> shown = new LinkedHashMap<>();
    private final Map<String, Integer> furtherPlaces = new HashMap<>();
    private int count;

    /** Starts without problems; {@code source} is the file or folder named in the error. */
    public Problems(Path source) {
        this.source = source;
    }

    /** Adds a problem: a clause that names its place, such as {@code line 3: 'abc' is not a number}. */
    public void add(String problem) {
        record(problem, problem);
    }

    /** Adds a problem that other places may have, too; it is shown with its first place and the number of others. */
    public void add(String place, String problem) {
        record(problem, place + ": " + problem);
    }

    private void record(String key, String text) {
        count++;
        if (shown.containsKey(key)) {
            furtherPlaces.merge(key, 1, Integer::sum);
        } else if (shown.size() < SHOWN) {
            String printable = text.replaceAll("\\p{Cntrl}", "?");
            shown.put(key, printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "...");
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        int hidden = count;
        for (Map.Entry<String, String> problem : shown.entrySet()) {
            int further = furtherPlaces.getOrDefault(problem.getKey(), 0);
            hidden -= 1 + further;
            lines.add(problem.getValue()
                    + (further == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT, " (and at %,d other place%s)", further, further == 1 ? "" : "s")));
        }
        if (hidden > 0) {
            lines.add(String.format(Locale.ROOT, "and %,d more", hidden));
        }
        return lines;
    }

    /** Returns the first problem, if there are any. */
    public Optional<String> first() {
        return shown.values().stream().findFirst();
    }

    /**
     * Throws an exception with all problems if there are any.
     *
     * @param expected what was expected and what to do, as a sentence
     */
    public void throwIfAny(String expected) {
        if (count > 0) {
            throw new ExeuntException(
                    Errors.DATA_38,
                    String.format(
                            Locale.ROOT,
                            "%s has %,d problem%s.%n  %s%n%s",
                            source,
                            count,
                            count == 1 ? "" : "s",
                            String.join(System.lineSeparator() + "  ", lines()),
                            expected));
        }
    }
}
