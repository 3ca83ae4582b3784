package org.exeunt.datasets.own;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;

/** Collects the problems of a user's files, so that one error reports all of them; of many, the first are shown. */
public final class Problems {
    private static final int SHOWN = 20;
    private static final int LONGEST = 400;

    private final Path source;
    private final List<String> shown = new ArrayList<>();
    private int count;

    /** Starts without problems; {@code source} is the file or folder named in the error. */
    public Problems(Path source) {
        this.source = source;
    }

    /** Adds a problem: a clause that names its place, such as {@code line 3: 'abc' is not a number}. */
    public void add(String problem) {
        count++;
        if (shown.size() < SHOWN) {
            String printable = problem.replaceAll("\\p{Cntrl}", "?");
            shown.add(printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "...");
        }
    }

    /** Returns the first problem, if there are any. */
    public Optional<String> first() {
        return shown.stream().findFirst();
    }

    /**
     * Throws an exception with all problems if there are any.
     *
     * @param expected what was expected and what to do, as a sentence
     */
    public void throwIfAny(String expected) {
        if (count > 0) {
            throw new ExeuntException(
                    DataErrors.OWN_FILES,
                    String.format(
                            Locale.ROOT,
                            "%s has %,d problem%s.%n  %s%s%n%s",
                            source,
                            count,
                            count == 1 ? "" : "s",
                            String.join(System.lineSeparator() + "  ", shown),
                            count > SHOWN ? String.format(Locale.ROOT, "%n  and %,d more", count - SHOWN) : "",
                            expected));
        }
    }
}
