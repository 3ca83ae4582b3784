package org.exeunt.api.network;

import java.util.List;
import java.util.Map;
import org.exeunt.api.Experimental;

/** Capability of a {@link NetworkDesign}: its networks can be written in formats that other programs read. */
@Experimental
public interface ModelExporter {
    /** Returns the formats, the default one first; at least one. */
    List<ExportFormat> exportFormats();

    /**
     * Returns the files of an exported network. It accepts raw inputs if the request has a scaling, and scaled inputs
     * otherwise.
     *
     * @param format the id of one of {@link #exportFormats}
     * @return content by file name; exactly one file, whose name is not used, unless the format is a folder
     * @throws IllegalArgumentException if the format does not support a part of the network; the message names it and
     *     what to do
     */
    Map<String, byte[]> export(String format, ExportRequest request);
}
