package org.exeunt.config;

/** The value being read: where it lies and who said it. */
record ConfigLocation(KeyPath path, ValueOrigin origin) {
    ConfigLocation at(KeyPath inner) {
        return new ConfigLocation(inner, origin);
    }
}
