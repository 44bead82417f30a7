"""Given and family names of the Philippines, India, China, Vietnam and Pakistan, the frequent ones first.

Names are separated by blanks; `_` stands for a blank inside one name, `original=Latin` gives the name in its own
script. Written from general knowledge of what is common.
"""

FILIPINO = (
    "Dela_Cruz Garcia Reyes Ramos Mendoza Santos Flores Gonzales Bautista Villanueva Fernandez Cruz De_Guzman Lopez "
    "Perez Castillo Francisco Rivera Aquino Castro Sanchez Torres De_Leon Domingo Martinez Rodriguez Santiago "
    "Soriano Delos_Santos Diaz Hernandez Tolentino Valdez Ramirez Morales Mercado Tan Aguilar Navarro Manalo Gomez "
    "Dizon Del_Rosario Javier Corpuz Gutierrez Salvador Velasco Miranda David Salazar Fajardo Pascual Marquez "
    "Manuel Macapagal Magsaysay Dimaculangan Panganiban Catacutan Lacson Tumulak Bacalso Dumalagan Abellanosa "
    "Cabahug Ybañez Peñaranda Macaraeg Batungbakal Gatdula Lumibao Sumulong Tagle",
    "Jose Juan Antonio Mark_Anthony John_Paul Michael Christian Rodrigo Ronaldo Reynaldo Rommel Jerome Joel Jayson "
    "Jomar Arnel Edgardo Ernesto Ferdinand Gilbert Jeffrey Joseph Julius Marlon Noel Randy Ricardo Roberto Rogelio "
    "Ruel Ryan Mark_Joseph Jun Danilo Dennis Allan Alvin Arvin Benjie Crisanto Dante Efren Nestor Romeo Wilfredo",
    "Maria Mary_Grace Maricel Rowena Jocelyn Marilyn Jennifer Cristina Rosalie Analyn Lorna Marites Michelle "
    "Angelica Mary_Jane Princess Rosemarie Teresita Gemma Imelda Luzviminda Jasmine Catherine",
)

INDIAN = (
    "Singh Kumar Sharma Patel Das Shah Gupta Khan Yadav Verma Joshi Nair Reddy Rao Iyer Menon Pillai Thomas Mathew "
    "George Varghese Fernandes D'Souza Pereira Rodrigues Chauhan Thakur Mishra Pandey Tiwari Dubey Chaudhary "
    "Rathore Rajput Sandhu Gill Dhillon Sidhu Grewal Kaur Bhatt Desai Mehta Parmar Solanki Naik Patil Kulkarni "
    "Deshmukh Pawar Jadhav Shinde More Kamble Banerjee Mukherjee Chatterjee Ghosh Bose Dutta Roy Sarkar Mondal "
    "Biswas Krishnan Subramanian Ramachandran Venkatesan Murugan Selvam Rajan",
    "Rahul Amit Sanjay Rajesh Suresh Ramesh Vijay Anil Sunil Ajay Manoj Deepak Rakesh Sandeep Santosh Vikram Arjun "
    "Karan Rohit Nikhil Harpreet Gurpreet Jaspreet Manpreet Sukhwinder Baljit Balwinder Jagdish Mukesh Dinesh "
    "Prakash Ganesh Krishna Senthil Karthik Arun Praveen Naveen Joseph Anthony Jacob Shahid Imran Mohammed Abdul "
    "Rajinder Amarjit",
    "Priya Anjali Sunita Anita Pooja Neha Kavita Lakshmi Meena Rekha Asha Usha Geeta Seema Divya Deepa Simran "
    "Harjit Kamaljit Shanti",
)

CHINESE = (
    "王=Wang 李=Li 张=Zhang 刘=Liu 陈=Chen 杨=Yang 黄=Huang 赵=Zhao 吴=Wu 周=Zhou 徐=Xu 孙=Sun 马=Ma "
    "朱=Zhu 胡=Hu 郭=Guo 何=He 林=Lin 高=Gao 罗=Luo 郑=Zheng 梁=Liang 谢=Xie 宋=Song 唐=Tang 许=Xu "
    "邓=Deng 冯=Feng 韩=Han 曹=Cao 曾=Zeng 彭=Peng 萧=Xiao 蔡=Cai 潘=Pan 田=Tian 董=Dong 袁=Yuan 于=Yu "
    "余=Yu 叶=Ye 蒋=Jiang 杜=Du 苏=Su 魏=Wei 程=Cheng 吕=Lyu 丁=Ding 沈=Shen 任=Ren 欧阳=Ouyang",
    "伟=Wei 强=Qiang 磊=Lei 军=Jun 洋=Yang 勇=Yong 杰=Jie 涛=Tao 超=Chao 明=Ming 刚=Gang 平=Ping 辉=Hui "
    "鹏=Peng 华=Hua 飞=Fei 鑫=Xin 波=Bo 斌=Bin 宇=Yu 浩=Hao 凯=Kai 建国=Jianguo 建华=Jianhua "
    "志强=Zhiqiang 文杰=Wenjie 海涛=Haitao 俊杰=Junjie 国强=Guoqiang 晓东=Xiaodong 子轩=Zixuan 浩然=Haoran",
    "芳=Fang 娜=Na 敏=Min 静=Jing 丽=Li 艳=Yan 娟=Juan 霞=Xia 秀英=Xiuying 玲=Ling 桂英=Guiying 丹=Dan "
    "萍=Ping 红=Hong 玉兰=Yulan 燕=Yan 雪=Xue 婷=Ting 慧=Hui 莹=Ying",
)

VIETNAMESE = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Đoàn Mai Tô Tạ Lâm Cao Hà "
    "Trịnh Châu",
    "Văn_Hùng Văn_Dũng Minh Tuấn Anh_Tuấn Quang Huy Đức Long Hải Nam Sơn Thắng Trung Việt Hoàng Khánh Phúc Thành "
    "Văn_Nam Đình_Phong",
    "Thị_Lan Thị_Hoa Thị_Mai Hương Linh Thảo Trang Thu_Hà Ngọc_Anh Phương Thị_Hồng Yến Hạnh Dung Nhung",
)

PAKISTANI = (
    "Khan Ahmed Ali Hussain Malik Butt Iqbal Shah Mahmood Akhtar Raja Chaudhry Qureshi Siddiqui Ansari Hashmi "
    "Abbasi Awan Bhatti Mirza Sheikh Javed Aslam Ashraf Yousaf Riaz Nawaz Anwar Saleem Hossain Rahman Islam Uddin "
    "Miah Chowdhury Ahmadzai Noorzai Rahimi Mohammadi Hosseini Ahmadi Karimi Rezaei Stanikzai Safi",
    "Muhammad Ali Hassan Usman Umar Bilal Asif Imran Kashif Faisal Shahid Tariq Zahid Nadeem Waqas Rizwan Adnan "
    "Kamran Naveed Junaid Saqib Abdul_Rehman Ghulam_Abbas Khalid Sajid Javed Rashid Hamza Amir Reza Ahmad Najib "
    "Farhad Mohammad_Reza Abdul_Wahid",
    "Fatima Ayesha Sana Sadia Nadia Saima Rabia Bushra Shazia Zainab Maryam Farzana Nasreen Rukhsana Shabana Samina "
    "Uzma Zahra",
)
