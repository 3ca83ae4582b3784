package org.exeunt.testsupport;

import org.exeunt.api.plugin.Option;

/** Options of the networks of {@link LinearEngine}. */
public record LinearOptions(@Option("Number of exits") int exits) {}
