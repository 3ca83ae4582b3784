package org.exeunt.config;

/** Location and origin of a value being read. */
record ConfigLocation(KeyPath path, ValueOrigin origin) {
    ConfigLocation at(KeyPath inner) {
        return new ConfigLocation(inner, origin);
    }
}
