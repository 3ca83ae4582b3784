package org.exeunt.datasets.userdata;

import java.nio.file.Path;
import java.util.Locale;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/** Limits the memory of a user's data set to half of the Java heap. */
public final class Memory {
    private Memory() {}

    /**
     * Checks that a data set fits before memory is allocated.
     *
     * @param bytes size of the data set in memory
     * @param remedy how to make it smaller, as a clause
     * @throws ExeuntException if it needs more than half of the heap
     */
    public static void require(Path source, long bytes, String remedy) {
        long limit = Runtime.getRuntime().maxMemory() / 2;
        if (bytes > limit) {
            throw new ExeuntException(
                    Errors.DATA_39,
                    String.format(
                            Locale.ROOT,
                            "%s needs %,d MiB in memory; expected at most %,d MiB, half of the Java heap. %s, or use "
                                    + "a larger heap, such as EXEUNT_JAVA_OPTS=-Xmx8g.",
                            source,
                            bytes >> 20,
                            limit >> 20,
                            remedy));
        }
    }
}
