package org.exeunt.config;

/** The value being read: where it lies and who said it. */
record Place(KeyPath path, ValueOrigin origin) {
    Place at(KeyPath inner) {
        return new Place(inner, origin);
    }
}
