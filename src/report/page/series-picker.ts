// Choosing a series: from the list, by its neighbours, by a search.
import type { PackedSeries } from '../chart-data.js';

export interface SeriesPicker {
  /** By its place in the data. */
  readonly choose: (index: number) => void;
}

/** Brings the list of series, the two buttons beside it and the search, if there is one, to life. */
export function createSeriesPicker(all: readonly PackedSeries[], onChoice: (series: PackedSeries) => void): SeriesPicker {
  const list = document.getElementById('series') as HTMLSelectElement;
  const search = document.getElementById('search') as HTMLInputElement | null;
  const options = [...list.options];
  const choose = (index: number) => {
    if (!options[index].isConnected) {
      if (search) search.value = '';
      list.replaceChildren(...options);
    }
    list.value = String(index);
    onChoice(all[index]);
  };
  const stepBy = (step: number) => {
    const next = list.options[(list.selectedIndex + step + list.options.length) % list.options.length];
    if (next) choose(Number(next.value));
  };
  list.addEventListener('change', () => choose(Number(list.value)));
  document.getElementById('previous-series')!.addEventListener('click', () => stepBy(-1));
  document.getElementById('next-series')!.addEventListener('click', () => stepBy(1));
  search?.addEventListener('input', () => {
    const before = list.value;
    const wanted = search.value.toLowerCase();
    list.replaceChildren(...options.filter((option) => all[Number(option.value)].id.toLowerCase().includes(wanted)));
    if ([...list.options].some(({ value }) => value === before)) list.value = before;
    else if (list.options.length > 0) choose(Number(list.options[0].value));
  });
  return { choose };
}
