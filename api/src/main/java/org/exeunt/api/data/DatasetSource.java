package org.exeunt.api.data;

import java.util.Optional;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.Errors;
import org.exeunt.api.random.RandomStreams;

/** Loads or generates one data set. Examples are always in the same order. */
public interface DatasetSource {
    /**
     * Error code for a data set that was not downloaded: its directory does not exist. All other errors of category
     * DATA mean that the data set exists but is damaged, including a single missing file.
     */
    ErrorCode ABSENT = Errors.DATA_10.code();

    /**
     * Returns the data set.
     *
     * @param streams random streams for generated data; equal streams produce equal data
     * @throws org.exeunt.api.error.ExeuntException with code {@link #ABSENT} if the directory of the data set does not
     *     exist; with another code of category DATA if a file is missing, truncated or of another format, naming the
     *     path and offset
     */
    Dataset load(RandomStreams streams);

    /**
     * Returns a reader of single inputs that converts them as {@link #load} converts the examples. The default is
     * empty, for data sets without a file format for single inputs.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the reader needs files of the data set, such as
     *     a vocabulary, and one is missing or damaged
     */
    default Optional<InputReader> inputReader() {
        return Optional.empty();
    }

    /**
     * Returns the scaling from raw values to the values of examples. Reads files of the data set only if the scaling is
     * computed from them. The default is empty, for unknown scaling.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if it needs files, and one is missing or damaged
     */
    default Optional<InputScaling> inputScaling() {
        return Optional.empty();
    }

    /**
     * Returns whether {@link #inputReader} or a scaling that changes values depends on what the data set contains, such
     * as its vocabulary or the mean of its examples. If so, inputs of a trained model are read only while the files are
     * those it was trained on. The default is false.
     */
    default boolean inputsDependOnContent() {
        return false;
    }
}
