package org.exeunt.api.error;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recognises memory that the JVM, a native library or the operating system refuses. It is no defect of a plugin. */
public final class LackOfMemory {

    /** What native libraries and the operating system report, which is not always an {@link OutOfMemoryError}. */
    private static final Pattern REFUSED = Pattern.compile(
            "cannot allocate memory|bad_alloc|failed to allocate .*memory|memory allocation failed|out of memory",
            Pattern.CASE_INSENSITIVE);

    /** Limits the search in causes, which may form a cycle. */
    private static final int MAX_CAUSES = 20;

    private LackOfMemory() {}

    /** Returns the failure RESOURCE-22 if {@code thrown} or one of its causes is a lack of memory; empty if not. */
    public static Optional<ExeuntException> in(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MAX_CAUSES)
                .filter(each -> each instanceof OutOfMemoryError
                        || REFUSED.matcher(String.valueOf(each.getMessage())).find())
                .findFirst()
                .map(found -> new ExeuntException(
                        Errors.RESOURCE_22,
                        ("Not enough memory: %s. Use fewer workers (executor.workers) or smaller batches"
                                        + " (training.batch-size), or give the process more: heap by"
                                        + " EXEUNT_JAVA_OPTS=-Xmx8g, native memory and threads by the limits of the"
                                        + " system (ulimit, container).")
                                .formatted(found.getMessage()),
                        thrown));
    }
}
