package org.exeunt.api.network;

import org.exeunt.api.Experimental;

/**
 * A format in which a network can be exported.
 *
 * @param id as {@code export --format} names it, such as {@code dl4j}
 * @param folder whether an export consists of several files in a folder, such as one per stage, instead of one file
 * @param personal whether it contains the personal rule of a model and an exit rule
 * @param description one sentence without a full stop: the program that reads it, its inputs and its outputs
 */
@Experimental
public record ExportFormat(String id, boolean folder, boolean personal, String description) {}
