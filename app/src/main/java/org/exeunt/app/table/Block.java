package org.exeunt.app.table;

/** A part of a page. */
public sealed interface Block permits Table, Chart, Departures {}
