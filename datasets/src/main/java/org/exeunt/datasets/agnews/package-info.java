/**
 * AG News, news items as token sequences. Start at {@link org.exeunt.datasets.agnews.AgNewsPlugin}; {@code Articles}
 * reads a file.
 */
package org.exeunt.datasets.agnews;
