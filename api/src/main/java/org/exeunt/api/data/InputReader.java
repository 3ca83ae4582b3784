package org.exeunt.api.data;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.Experimental;

/**
 * Reads inputs that are not part of a data set, and scales them like the examples of the data set.
 *
 * <p>Immutable and safe for use by multiple threads.
 */
@Experimental
public interface InputReader {
    /** Returns a description of the supported files, such as {@code an image (PNG, JPEG, BMP or GIF)}. */
    String form();

    /**
     * Reads a file of one input.
     *
     * @return values in row-major order of the data set's {@link InputShape}
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the file cannot be read or has another format
     */
    float[] read(Path file);

    /**
     * Reads all inputs of a file, such as the rows of a table. The default reads the one of {@link #read}.
     *
     * @return at least one, in the order of the file
     * @throws org.exeunt.api.error.ExeuntException as for {@link #read}
     */
    default List<float[]> readAll(Path file) {
        return List.of(read(file));
    }

    /**
     * Returns the tokens whose ids are the values, in the order of their ids, for programs that read texts themselves.
     * The default is empty, for inputs other than texts.
     */
    default List<String> tokens() {
        return List.of();
    }
}
