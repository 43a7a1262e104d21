import type { AttentionView, Finding } from '../../../src/core/viewModels';
import { button, choiceControl, numberField } from '../../controls';
import { element } from '../../dom';
import { roleName } from '../../names';
import { significant } from '../../numbers';
import { t } from '../../strings';
import { allHeads, entropyOf, type HeadRule, type HeadSet, ruled } from './headSet';

/** What chooses several heads at once: all of them, only the one, or those that a rule names. */
export class HeadChooser {
  readonly root = element('details', { class: 'chooser numbers' }, element('summary', {}, t('Choose several heads')));
  private readonly said = element('p', { class: 'muted', role: 'status' });
  private readonly number: HTMLElement;
  private by: string;
  private entropy: number;

  constructor(
    private readonly view: AttentionView,
    private readonly set: () => HeadSet,
    private readonly take: (set: HeadSet) => void,
    kept: { readonly rule: string | undefined; readonly entropy: string | undefined },
    private readonly keep: (change: Readonly<Record<string, string>>) => void,
  ) {
    const roles = [...new Set(view.worthALook.map(({ role }) => role))];
    const rules = [
      { id: 'below', title: t('entropy below') },
      { id: 'above', title: t('entropy above') },
      ...roles.map(role => ({ id: `role-${role}`, title: t('found: {0}', roleName(role)) })),
    ];
    this.by = rules.some(({ id }) => id === kept.rule) ? (kept.rule ?? 'below') : 'below';
    this.entropy = Number.isFinite(Number(kept.entropy)) && kept.entropy ? Number(kept.entropy) : usual(view);
    this.number = numberField(t('nats'), String(this.entropy), { range: [0, 1e6] }, text => {
      this.entropy = Number(text);
      this.keep({ entropy: text });
    });
    this.number.classList.add('after');
    const rule = choiceControl(t('All heads with'), rules, this.by, id => {
      this.by = id;
      this.keep({ rule: id });
      this.fit();
    });
    const go = button(t('Choose'), () => this.choose());
    const quick = element(
      'div',
      { class: 'actions' },
      button(t('All heads'), () => this.pick(like => allHeads(this.view.sites, like))),
      button(t('Only this head'), () => this.pick(like => [like])),
    );
    this.root.append(element('div', { class: 'choices' }, quick, element('div', { class: 'options within' }, rule.root, this.number, go), this.said));
    this.root.open = this.set().length > 1;
    this.fit();
  }

  /** Says how many heads are chosen. */
  show(set: HeadSet): void {
    const all = this.view.sites.reduce((sum, site) => sum + site.heads, 0);
    this.said.textContent =
      set.length > 1
        ? t('{0} of {1} heads are chosen. Space or Ctrl+click adds one or takes it out; a click on a layer’s name takes its heads.', set.length, all)
        : t('Space or Ctrl+click adds a head; a click on a layer’s name adds its heads.');
  }

  private fit(): void {
    this.number.hidden = this.by.startsWith('role-');
  }

  private get rule(): HeadRule {
    if (this.by === 'below' || this.by === 'above') return { by: this.by, entropy: this.entropy };
    return { by: 'role', role: this.by.slice('role-'.length) as Finding['role'] };
  }

  private pick(make: (like: HeadSet[number]) => HeadSet): void {
    const [first] = this.set();
    if (first) this.take(make(first));
  }

  private choose(): void {
    const [first] = this.set();
    if (!first) return;
    const found = ruled(this.view, this.rule, first);
    if (found.length > 0) this.take(found);
    else this.said.textContent = t('No head does. Entropies go from {0} to {1} nats.', ...this.ends(first));
  }

  private ends(like: HeadSet[number]): [string, string] {
    const values = allHeads(this.view.sites, like).flatMap(head => entropyOf(this.view, head) ?? []);
    return [significant(Math.min(...values)), significant(Math.max(...values))];
  }
}

/** An entropy that a quarter of the heads are below, with two digits. */
function usual({ entropy }: AttentionView): number {
  const sorted = entropy
    .flat()
    .filter(Number.isFinite)
    .sort((one, other) => one - other);
  return Number((sorted[Math.floor(sorted.length / 4)] ?? 1).toPrecision(2));
}
