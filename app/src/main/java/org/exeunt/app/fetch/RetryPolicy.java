package org.exeunt.app.fetch;

import java.time.Duration;

/**
 * The waiting times of a download.
 *
 * @param pause before the second attempt; doubled before each further one
 * @param idleTimeout time without data after which a connection is considered broken
 */
public record RetryPolicy(Duration pause, Duration idleTimeout) {}
