package org.exeunt.api.plugin;

/** The options of a plugin that has none. */
public record NoOptions() {}
