package org.exeunt.api.network;

import java.io.IOException;
import java.io.OutputStream;
import org.exeunt.api.Experimental;

/** A design whose networks can be written in a form that other programs read without anything of this project. */
@Experimental
public interface ModelExporter {
    /** Returns what is written, in one sentence: the program that reads it, its inputs and its outputs. */
    String form();

    /**
     * Writes a network such that it takes raw inputs if their scaling is known.
     *
     * @param out not closed
     * @throws IllegalArgumentException if a part of the network has no such form, naming it and what to do
     * @throws IOException if the stream refuses
     */
    void export(ExportRequest request, OutputStream out) throws IOException;
}
