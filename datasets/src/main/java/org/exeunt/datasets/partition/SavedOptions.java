package org.exeunt.datasets.partition;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of {@link SavedPlugin}.
 *
 * @param file the saved partition
 */
public record SavedOptions(@Option("JSON file with the saved partition") Path file) {}
