// Makes the corpus that channels.Segments is held against, or judges texts.
//
//   node segments.mjs            prints the corpus, one JSON object a line
//
// Each line has the text, the encoding and the segments as the calculator
// ships, and `scalars`: the segments its own builder makes of single code
// points, without keeping clusters whole, which is how the standard fills them.
import { createRequire } from 'node:module';

const { SegmentedMessage } = createRequire(import.meta.url)('sms-segments-calculator');

// A small generator with a fixed seed, so that the corpus is the same anywhere.
let seed = 20220501;
const random = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
};
const pick = (list) => list[random(list.length)];

const gsm = [...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'];
const extended = [...'\f^{}\\[~]|€'];
const latin = [...'áíóúâêôãõçëïœÁÍÓÚÃÕŁłşğİı'];
const punctuation = [...'“”‘’–—…•«»\u00a0\u200b\u200e\u200f`´'];
const scripts = {
  greek: [...'αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ '],
  cyrillic: [...'абвгдежзийклмнопрстуфхцчшщъыьэюяї '],
  arabic: [...'ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى؟،٠١٢٣ '],
  hebrew: [...'אבגדהוזחטיכלמנסעפצקרשת '],
  amharic: [...'ሀለሐመሠረሰሸቀበተቸኀነኘአከኸወዘዠየደጀገጠጨጰፀፈፐ '],
  chinese: [...'我们城市的水路学校医院市场公开预算投票意见。，'],
  japanese: [...'あいうえおかきくけこさしすせそアイウエオ。'],
  georgian: [...'აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ '],
  armenian: [...'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ '],
};
const clustered = {
  hindi: [...'नमस्ते पानी सड़क विद्यालय अस्पताल बाज़ार मतदान '],
  bengali: [...'পানি রাস্তা বিদ্যালয় হাসপাতাল বাজার ভোট '],
  tamil: [...'தண்ணீர் சாலை பள்ளி மருத்துவமனை சந்தை '],
  thai: [...'น้ำ ถนน โรงเรียน โรงพยาบาล ตลาด '],
  burmese: [...'ရေ လမ်း ကျောင်း ဆေးရုံ ဈေး '],
  korean: [...'물 도로 학교 병원 시장 투표 의견 '],
};
const emoji = ['😀', '🙏', '👍', '🇰🇪', '🇵🇾', '👍🏽', '👩‍🌾', '👨‍👩‍👧‍👦', '❤️', '3️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'];
const combining = ['e\u0301', 'n\u0303', 'o\u0302\u0323', 'a\u0301\u0302\u0303', 'i\u0308'];
const plain = (n, list = gsm) => Array.from({ length: n }, () => pick(list)).join('');
// Characters that make no cluster with a neighbour, for exact edges.
const safe = [...'abcdefghijklmnopqrstuvwxyz 0123456789'];

const texts = new Set(['', ' ', '\n', '\r\n', '\r', '\f', '€', 'á', '😀', '\u0000', '\u0001', '\u007f', '\ufeff', '\ufffd', '\u{10ffff}']);
const add = (text) => texts.add(text);

// Every character of the first 1,300, and every one of the alphabets, alone.
for (let c = 1; c < 1300; c++) add(String.fromCodePoint(c));
for (const list of [gsm, extended, latin, punctuation, ...Object.values(scripts)]) for (const c of list) add(c);
// The edges, one less and one more, of each alphabet.
for (const edge of [160, 153, 306, 307, 459, 612, 1530, 1600]) for (const d of [-2, -1, 0, 1, 2]) {
  add(plain(edge + d, safe));
  add(plain(edge + d - 1, safe) + '€');
  add('[' + plain(edge + d - 3, safe) + ']');
}
for (const edge of [70, 67, 134, 135, 201, 268, 670, 1600]) for (const d of [-2, -1, 0, 1, 2]) {
  add('я' + plain(edge + d - 1, safe));
  add(plain(edge + d - 2, safe) + '😀');
  add('ñ€[' + plain(edge + d - 4, safe) + 'á');
}
// An extension character, a pair, a cluster at and around each boundary.
for (const at of [150, 151, 152, 153, 154, 158, 159, 160, 304, 305, 306, 458, 459]) for (const c of extended) {
  add(plain(at, safe) + c + plain(10, safe));
  add(plain(at, safe) + c + plain(150, safe));
}
for (const at of [64, 65, 66, 67, 68, 69, 70, 132, 133, 134]) for (const c of [...emoji, ...combining]) {
  add('я'.repeat(at) + c);
  add('я'.repeat(at) + c + 'я'.repeat(66));
}
// Sentences of every script and length, alone and mixed.
for (const list of [...Object.values(scripts), ...Object.values(clustered)]) for (let i = 0; i < 24; i++) add(plain(random(320) + 1, list));
for (let i = 0; i < 160; i++) add(plain(random(700), [...gsm, ...extended]));
for (let i = 0; i < 120; i++) add(plain(random(400), [...gsm, ...extended, ...latin, ...punctuation]));
for (let i = 0; i < 120; i++) add(plain(random(200), [...safe, ...emoji, ...combining]));
for (let i = 0; i < 60; i++) add('\r\n'.repeat(random(90)) + plain(random(200), safe) + '\r\n');

const judge = (text) => {
  const whole = new SegmentedMessage(text);
  const scalars = whole._buildSegments(whole._encodeChars(Array.from(text)));
  return { text, ucs2: whole.encodingName === 'UCS-2', segments: whole.segmentsCount, scalars: scalars.length };
};
for (const text of texts) console.log(JSON.stringify(judge(text)));
