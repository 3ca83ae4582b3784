package org.exeunt.app.fetch;

import java.time.Duration;

/**
 * How long a download waits.
 *
 * @param pause before the second attempt; twice as long before each further one
 * @param silence after which a connection over which nothing comes is taken for broken
 */
public record RetryPolicy(Duration pause, Duration silence) {}
