package org.exeunt.api.data;

import org.exeunt.api.random.RandomStreams;

/** Loads or draws one data set; always in the same order. */
public interface DatasetSource {
    /**
     * Returns the data set.
     *
     * @param streams for generated data; equal streams give equal data
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing, truncated or foreign, naming path and offset
     */
    Dataset load(RandomStreams streams);
}
