package org.exeunt.api.network;

import java.io.IOException;
import java.io.OutputStream;
import org.exeunt.api.Experimental;

/** Capability of a {@link NetworkDesign}: its networks can be written in a format that other programs read. */
@Experimental
public interface ModelExporter {
    /** Returns a one-sentence description of the format: the program that reads it, its inputs and its outputs. */
    String form();

    /**
     * Writes a network. The written network accepts raw inputs if the request has a scaling, and scaled inputs
     * otherwise.
     *
     * @param out receives the network; not closed
     * @throws IllegalArgumentException if the format does not support a part of the network; the message names it and
     *     what to do
     * @throws IOException if writing fails
     */
    void export(ExportRequest request, OutputStream out) throws IOException;
}
