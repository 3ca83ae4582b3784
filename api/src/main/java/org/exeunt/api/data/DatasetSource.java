package org.exeunt.api.data;

import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.random.RandomStreams;

/** Loads or draws one data set; always in the same order. */
public interface DatasetSource {
    /**
     * The files of a data set are absent as a whole: their folder does not exist. Every other failure of category DATA means that data are
     * there and damaged; a single missing file is damage.
     */
    ErrorCode ABSENT = ErrorCategory.DATA.code(10);

    /**
     * Returns the data set.
     *
     * @param streams for generated data; equal streams give equal data
     * @throws org.exeunt.api.error.ExeuntException {@link #ABSENT} if the data set is not there at all; with another code of category DATA if
     *     a file is missing, truncated or foreign, naming path and offset
     */
    Dataset load(RandomStreams streams);

    /**
     * Returns what reads a single input the way this data set's examples were read; empty if it knows no form of single inputs.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if that takes files of the data set, such as for a vocabulary, and one is
     *     missing or damaged
     */
    default Optional<InputReader> inputReader() {
        return Optional.empty();
    }

    /** Returns how raw values become those of examples, without reading any file; empty if it is not known. */
    default Optional<InputScaling> inputScaling() {
        return Optional.empty();
    }
}
