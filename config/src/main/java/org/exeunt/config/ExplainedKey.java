package org.exeunt.config;

import java.util.Optional;

/**
 * One key of a configuration, explained.
 *
 * @param path where
 * @param value as JSON; empty if an optional one is absent
 * @param origin who said so
 * @param description what it does
 * @param allowed what could be written instead, with its range
 * @param unit empty if it has none
 */
public record ExplainedKey(
        KeyPath path, Optional<String> value, ValueOrigin origin, String description, String allowed, String unit) {}
