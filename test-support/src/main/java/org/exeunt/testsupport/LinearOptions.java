package org.exeunt.testsupport;

import org.exeunt.api.plugin.Option;

/** The network section of {@link LinearEngine}. */
public record LinearOptions(@Option("Number of exits") int exits) {}
