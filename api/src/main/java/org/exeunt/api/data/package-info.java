/**
 * Data: a {@link org.exeunt.api.data.DatasetSource} loads a {@link org.exeunt.api.data.Dataset}, a
 * {@link org.exeunt.api.data.Partitioner} says which client holds which of its examples.
 */
@NullMarked
package org.exeunt.api.data;

import org.jspecify.annotations.NullMarked;
