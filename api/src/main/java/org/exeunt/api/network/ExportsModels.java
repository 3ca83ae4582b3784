package org.exeunt.api.network;

import java.nio.file.Path;
import org.exeunt.api.Experimental;

/** A design whose networks can be written in a form that other programs read without anything of this project. */
@Experimental
public interface ExportsModels {
    /** Returns what is written, in one sentence: the program that reads it, its inputs and its outputs. */
    String form();

    /**
     * Writes a network to a file, in place of one that may be there, such that it takes raw inputs if their scaling is known.
     *
     * @throws IllegalArgumentException if a part of the network has no such form, naming it and what to do
     */
    void export(ExportRequest request, Path file);
}
