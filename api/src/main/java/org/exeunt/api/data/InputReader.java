package org.exeunt.api.data;

import java.nio.file.Path;
import org.exeunt.api.Experimental;

/** Reads inputs from outside a data set into values as its examples have them, scaled alike. Immutable. */
@Experimental
public interface InputReader {
    /** Returns what kind of file it reads, such as {@code an image (PNG, JPEG, BMP or GIF)}. */
    String form();

    /**
     * Reads one input.
     *
     * @return row-major values in the order of the data set's {@link InputShape}
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the file cannot be read or is of another form
     */
    float[] read(Path file);
}
