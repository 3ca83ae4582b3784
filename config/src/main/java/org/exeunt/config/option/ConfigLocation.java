package org.exeunt.config.option;

import org.exeunt.config.json.KeyPath;

/** Location and origin of a value being read. */
public record ConfigLocation(KeyPath path, ValueOrigin origin) {
    ConfigLocation at(KeyPath inner) {
        return new ConfigLocation(inner, origin);
    }
}
