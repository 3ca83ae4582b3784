package org.exeunt.config.option;

import java.util.Optional;
import org.exeunt.config.json.KeyPath;

/**
 * A key of a configuration with its value, origin and documentation.
 *
 * @param path location of the key
 * @param value as JSON; empty if an optional value is absent
 * @param origin where the value comes from: {@code file}, {@code preset}, {@code default}, or the option that overrides
 *     it
 * @param description what the option does
 * @param allowed allowed type and range
 * @param unit unit of the value; empty if none
 */
public record ExplainedKey(
        KeyPath path, Optional<String> value, String origin, String description, String allowed, String unit) {}
